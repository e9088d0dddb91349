/** Where a replay puts an event, and whether it is sent although its time has ended. */
import { html } from "lit";

/** What a replay does unless somebody chooses otherwise. */
export const REPLAY_OPTIONS = { position: "tail", force: false };

/**
 * @param {string} name
 * @param {string} value
 * @param {string} chosen
 * @param {string} text
 * @param {(value: string) => void} change
 */
export function choice(name, value, chosen, text, change) {
  return html`<label class="choice">
    <input type="radio" name=${name} value=${value} .checked=${chosen === value} @change=${() => change(value)}>
    <span>${text}</span>
  </label>`;
}

/** @param {"tail" | "head"} chosen @param {(position: string) => void} change */
export function positionChoice(chosen, change) {
  return html`<fieldset>
    <legend>Where in the user’s list</legend>
    ${choice("position", "tail", chosen, "Behind the events that wait, in their order", change)}
    ${choice("position", "head", chosen, "Before them", change)}
  </fieldset>`;
}

/** @param {boolean} chosen @param {(force: boolean) => void} change */
export function forceChoice(chosen, change) {
  return html`<label class="choice">
    <input type="checkbox" .checked=${chosen} @change=${(event) => change(event.target.checked)}>
    <span>Also if the <code>maxAge</code> of its rule has ended</span>
  </label>`;
}
