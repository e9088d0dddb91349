/** The button that shows personal data, or hides it again. */
import { html } from "lit";
import { icon } from "../icons.js";
import { revealed } from "../reveal.js";
import { session, whyNot } from "../session.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

class PersonalData extends View {
  constructor() {
    super();
    for (const value of [revealed, session]) new Watch(this, value);
  }

  render() {
    const reason = whyNot();
    const shown = revealed.get();
    return html`<button
      type="button"
      aria-pressed=${shown}
      aria-disabled=${reason !== null}
      title=${reason ?? "E-mail addresses and phone numbers, in this tab. The audit log records who looked."}
      @click=${() => reason === null && revealed.set(!shown)}
    >
      ${icon("eye")} ${shown ? "Hide" : "Show"} personal data
    </button>`;
  }
}

customElements.define("r-personal-data", PersonalData);
