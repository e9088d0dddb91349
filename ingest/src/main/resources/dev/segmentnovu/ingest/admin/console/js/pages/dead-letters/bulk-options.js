/** How a job acts: its rate and, for a replay, what is sent and where it goes. */
import { html, nothing } from "lit";

const MAX_RATE = 5000;

/** What a job does unless somebody chooses otherwise. */
export const OPTIONS = { ratePerSecond: 100, position: "tail", mapping: "current", force: false, edit: "" };

/**
 * The request for a job. Throws an error with a remedy if the edit is not JSON.
 *
 * @param {"replay" | "discard" | "export"} action
 * @param {Record<string, string>} filter
 * @param {typeof OPTIONS} options
 */
export function requestOf(action, filter, options) {
  const { ratePerSecond, position, mapping, force, edit } = options;
  if (action !== "replay") return { action, filter, ratePerSecond };
  return { action, filter, ratePerSecond, position, mapping, force, ...(edit.trim() ? { event: patchOf(edit) } : {}) };
}

function patchOf(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The edit is not JSON: ${error.message}. Write an object, such as { "properties": { "currency": "EUR" } }.`);
  }
}

function isJson(text) {
  try {
    return typeof patchOf(text) === "object";
  } catch {
    return false;
  }
}

function choice(name, value, chosen, text, change) {
  return html`<label class="choice">
    <input type="radio" name=${name} value=${value} .checked=${chosen === value} @change=${() => change(value)}>
    <span>${text}</span>
  </label>`;
}

/**
 * @param {object} what
 * @param {"replay" | "discard"} what.action
 * @param {boolean} what.isJob
 * @param {typeof OPTIONS} what.options
 * @param {(options: typeof OPTIONS) => void} what.change
 */
export function bulkOptions({ action, isJob, options, change }) {
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
  if (action === "discard") return isJob ? html`<div class="options">${rate}</div>` : nothing;
  return html`<div class="options">
    ${isJob ? rate : nothing}
    <fieldset>
      <legend>Where in the user’s list</legend>
      ${choice("position", "tail", options.position, "Behind the events that wait, in their order", set("position"))}
      ${choice("position", "head", options.position, "Before them", set("position"))}
    </fieldset>
    ${isJob
      ? html`<fieldset>
          <legend>What is sent</legend>
          ${choice("mapping", "current", options.mapping, "What today’s rules make of the event", set("mapping"))}
          ${choice("mapping", "stored", options.mapping, "The trigger that failed, as it was", set("mapping"))}
        </fieldset>`
      : nothing}
    <label class="choice">
      <input type="checkbox" .checked=${options.force} @change=${(event) => set("force")(event.target.checked)}>
      <span>Also if the <code>maxAge</code> of its rule has ended</span>
    </label>
    ${isJob && options.mapping === "current"
      ? html`<details>
          <summary>Edit each event</summary>
          <label class="field">
            <span>A JSON merge patch: members that each event gets; null takes one out</span>
            <textarea
              class="code short"
              spellcheck="false"
              placeholder='{ "properties": { "currency": "EUR" } }'
              aria-invalid=${options.edit.trim() !== "" && !isJson(options.edit)}
              .value=${options.edit}
              @input=${(event) => set("edit")(event.target.value)}
            ></textarea>
          </label>
        </details>`
      : nothing}
  </div>`;
}
