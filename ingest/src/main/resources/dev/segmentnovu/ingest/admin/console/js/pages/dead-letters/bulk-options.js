/** How a job acts: its rate and, for a replay, what is sent and where it goes. */
import { html, nothing } from "lit";
import { choice, forceChoice, positionChoice, REPLAY_OPTIONS } from "./replay-options.js";
import { problemOf, requestText } from "./request.js";

const MAX_RATE = 5000;

/** What a job does unless somebody chooses otherwise. */
export const OPTIONS = { ...REPLAY_OPTIONS, ratePerSecond: 100, mapping: "current", edit: "" };

/** The options that change what would be sent. */
const SENDING = ["force", "mapping", "edit"];

/** @param {typeof OPTIONS} one @param {typeof OPTIONS} other */
export function sendTheSame(one, other) {
  return SENDING.every((name) => one[name] === other[name]);
}

/**
 * The request for a job, as JSON. Throws an error with a remedy if the edit is no JSON object.
 *
 * @param {"replay" | "discard" | "export"} action
 * @param {{ids: string[]} | {filter: Record<string, string | string[]>}} about which dead letters
 * @param {typeof OPTIONS} options
 * @param {{dryRun?: boolean}} [more]
 * @returns {string}
 */
export function requestOf(action, about, options, more = {}) {
  const { ratePerSecond, position, mapping, force } = options;
  const order = { ...more, action, ...about, ratePerSecond };
  if (action !== "replay") return requestText(order, null);
  return requestText({ ...order, position, mapping, force }, editOf(options));
}

/** The merge patch of a replay; null for none. */
function editOf({ mapping, edit }) {
  if (mapping === "stored" || edit.trim() === "") return null;
  const problem = problemOf(edit);
  if (problem !== null) throw new Error(`${problem} The edit is an object, such as { "properties": { "currency": "EUR" } }.`);
  return edit;
}

/**
 * @param {object} what
 * @param {"replay" | "discard"} what.action
 * @param {typeof OPTIONS} what.options
 * @param {(options: typeof OPTIONS) => void} what.change
 */
export function bulkOptions({ action, options, change }) {
  const set = (name) => (value) => change({ ...options, [name]: value });
  const rate = html`<label class="field">
    <span>At most per second</span>
    <input
      type="number"
      min="1"
      max=${MAX_RATE}
      required
      .value=${String(options.ratePerSecond)}
      @input=${(event) => event.target.checkValidity() && set("ratePerSecond")(Number(event.target.value))}
    >
  </label>`;
  if (action === "discard") return html`<div class="options">${rate}</div>`;
  return html`<div class="options">
    ${rate} ${positionChoice(options.position, set("position"))}
    <fieldset>
      <legend>What is sent</legend>
      ${choice("mapping", "current", options.mapping, "What today’s rules make of the event", set("mapping"))}
      ${choice("mapping", "stored", options.mapping, "The trigger that failed, as it was", set("mapping"))}
    </fieldset>
    ${forceChoice(options.force, set("force"))}
    ${options.mapping === "current"
      ? html`<details>
          <summary>Edit each event</summary>
          <label class="field">
            <span>A JSON merge patch: members that each event gets; null takes one out</span>
            <textarea
              class="code short"
              spellcheck="false"
              placeholder='{ "properties": { "currency": "EUR" } }'
              aria-invalid=${options.edit.trim() !== "" && problemOf(options.edit) !== null}
              .value=${options.edit}
              @input=${(event) => set("edit")(event.target.value)}
            ></textarea>
          </label>
        </details>`
      : nothing}
  </div>`;
}
