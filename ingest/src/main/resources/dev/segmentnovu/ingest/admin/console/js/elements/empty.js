/** Nothing to show: says why, and what would make something appear. */
import { html, nothing } from "lit";
import { command } from "./command.js";
import { icon } from "../icons.js";
import { View } from "../view.js";

/** Properties: `heading`; `text`, a text or a template; `command`, to copy; `shape`, a name in js/icons.js. */
class Empty extends View {
  static properties = { heading: {}, text: { attribute: false }, command: {}, shape: {} };

  constructor() {
    super();
    this.heading = "";
    this.text = "";
    this.command = "";
    this.shape = "check";
  }

  render() {
    return html`<div>
      ${icon(this.shape)}
      <h2>${this.heading}</h2>
      <div class="muted">${this.text}</div>
      ${this.command ? command(this.command) : nothing}
    </div>`;
  }
}

customElements.define("r-empty", Empty);
