/** A button that copies a text. */
import { html } from "lit";
import { copyText } from "../clipboard.js";
import { icon } from "../icons.js";
import { say, sayProblem } from "../toast.js";
import { View } from "../view.js";

const SHOWN_MILLIS = 1600;

/** Properties: `text`, what is copied; `what`, what it is ("the user id"), for its label. */
class Copy extends View {
  static properties = { text: {}, what: {}, copied: { state: true } };

  constructor() {
    super();
    this.text = "";
    this.what = "";
    this.copied = false;
  }

  async copy(event) {
    event.preventDefault();
    event.stopPropagation();
    if (await copyText(this.text)) {
      this.copied = true;
      say(`Copied ${this.what}`.trim());
      setTimeout(() => (this.copied = false), SHOWN_MILLIS);
    } else {
      sayProblem(new Error("The browser does not let the page copy. Select the text, and copy it with the keyboard."));
    }
  }

  render() {
    return html`<button class="quiet" type="button" title=${`Copy ${this.what}`} aria-label=${`Copy ${this.what}`} @click=${this.copy}>
      ${icon(this.copied ? "check" : "copy")}
    </button>`;
  }
}

customElements.define("r-copy", Copy);
