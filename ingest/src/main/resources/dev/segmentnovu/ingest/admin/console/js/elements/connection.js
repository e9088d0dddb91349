/** Says that the relay cannot be reached, as long as it cannot. */
import { html, nothing } from "lit";
import { unreachableSince } from "../api.js";
import { icon } from "../icons.js";
import { Watch } from "../value.js";
import { View } from "../view.js";
import "./time.js";

class Connection extends View {
  constructor() {
    super();
    new Watch(this, unreachableSince);
  }

  render() {
    const since = unreachableSince.get();
    return html`<div role="status" ?hidden=${since === null}>
      ${since === null
        ? nothing
        : html`${icon("alert")}
            <span>The relay cannot be reached since <r-time .value=${since} clock></r-time>.</span>
            <span>What you see is from then. The page tries again every two seconds.</span>`}
    </div>`;
  }
}

customElements.define("r-connection", Connection);
