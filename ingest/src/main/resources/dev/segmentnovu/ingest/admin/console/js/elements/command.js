/** A command to copy into a terminal. */
import { html } from "lit";
import "./copy.js";

/** @param {string} command */
export function command(command) {
  return html`<div class="command"><code>${command}</code><r-copy .text=${command} what="the command"></r-copy></div>`;
}
