/** Shows what became of actions. */
import { html } from "lit";
import { icon } from "../icons.js";
import { closeToast, toasts } from "../toast.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

class Toasts extends View {
  constructor() {
    super();
    new Watch(this, toasts);
  }

  connectedCallback() {
    super.connectedCallback();
    this.setAttribute("aria-live", "polite");
    this.setAttribute("role", "status");
  }

  render() {
    return toasts.get().map(
      (toast) =>
        html`<div class="toast">
          ${icon(toast.bad ? "alert" : "check")}
          <span class="break">${toast.text}</span>
          <button class="quiet compact" aria-label="Close" @click=${() => closeToast(toast)}>${icon("close")}</button>
        </div>`,
    );
  }
}

customElements.define("r-toasts", Toasts);
