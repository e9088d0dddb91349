/** Asks for the token, if the relay wants one. */
import { html } from "lit";
import "./error.js";
import { LOGO } from "../icons.js";
import { session, signIn } from "../session.js";
import { View } from "../view.js";

class SignIn extends View {
  static properties = { problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.problem = session.get().refused ? new Error("The relay no longer takes the token of this tab.") : null;
    this.busy = false;
  }

  firstUpdated() {
    document.title = "Sign in · Relay";
    this.querySelector("input[type=password]").focus();
  }

  async submit(event) {
    event.preventDefault();
    const token = new FormData(event.target).get("token").trim();
    if (token === "") return;
    this.busy = true;
    this.problem = null;
    try {
      if (!(await signIn(token))) {
        this.problem = new Error("The relay does not know this token. It is the value of RELAY_ADMIN_TOKEN, or one of admin.tokens.");
      }
    } catch (error) {
      this.problem = error;
    }
    this.busy = false;
  }

  render() {
    return html`<form class="sign-in card" @submit=${this.submit}>
      <img src=${LOGO} alt="" width="40" height="40">
      <div>
        <h1>Sign in</h1>
        <p class="muted">This relay asks for an admin token. It stays in this tab, and is gone when you close it.</p>
      </div>
      <input class="unseen" name="username" autocomplete="username" value="relay" tabindex="-1" aria-hidden="true">
      <label class="field">
        <span>Token</span>
        <input
          type="password"
          name="token"
          autocomplete="current-password"
          required
          aria-invalid=${this.problem !== null}
          aria-describedby="sign-in-problem"
        >
      </label>
      <r-error id="sign-in-problem" .problem=${this.problem}></r-error>
      <button class="primary" ?disabled=${this.busy}>${this.busy ? "Asking the relay…" : "Sign in"}</button>
    </form>`;
  }
}

customElements.define("r-sign-in", SignIn);
