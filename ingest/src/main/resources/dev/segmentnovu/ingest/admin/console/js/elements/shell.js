/** The frame of the console: navigation, messages, and the page that the address names. */
import { html, nothing } from "lit";
import "./connection.js";
import "./error.js";
import "./navigation.js";
import "./sign-in.js";
import "./toasts.js";
import { icon, LOGO } from "../icons.js";
import { route } from "../router.js";
import { session } from "../session.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

class Shell extends View {
  static properties = { menuOpen: { state: true }, problem: { state: true } };

  #shown = null;

  constructor() {
    super();
    this.menuOpen = false;
    this.problem = null;
    new Watch(this, session);
  }

  connectedCallback() {
    super.connectedCallback();
    this.stop = route.follow(() => {
      this.menuOpen = false;
      this.show();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.menuOpen = false;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  updated(changed) {
    if (changed.has("menuOpen") && this.menuOpen) this.querySelector(".side li a").focus();
    if (session.get().state === "in") this.show();
    else this.#shown = null;
  }

  /** Puts the page of the address into the outlet, or tells it what has changed in the address. */
  async show() {
    const outlet = this.querySelector("#page");
    const now = route.get();
    if (outlet === null) return;
    if (this.#shown === now) return;
    const before = this.#shown;
    this.#shown = now;
    if (now.page === null) {
      this.problem = new Error("There is no page at this address. The navigation lists what there is.");
      outlet.replaceChildren();
      return;
    }
    try {
      await now.page.load();
    } catch {
      this.problem = new Error("The page could not be loaded. If the relay was updated meanwhile, load it again (F5).");
      outlet.replaceChildren();
      return;
    }
    if (route.get() !== now) return;
    this.problem = null;
    document.title = `${now.page.title} · Relay`;
    const present = outlet.firstElementChild;
    if (present?.localName === `page-${now.page.name}`) {
      present.route = now;
      return;
    }
    const page = document.createElement(`page-${now.page.name}`);
    page.route = now;
    outlet.replaceChildren(page);
    if (before !== null) {
      await page.updateComplete;
      page.querySelector("h1")?.focus();
    }
  }

  render() {
    const { state } = session.get();
    if (state === "out") return html`<div></div><main id="main"><r-sign-in></r-sign-in></main>`;
    return html`
      <a class="skip" href="#main">Skip to the content</a>
      <header class="topbar">
        <a class="brand" href="/"><img src=${LOGO} alt="">Relay</a>
        <button
          class="quiet end"
          aria-expanded=${this.menuOpen}
          aria-controls="side"
          @click=${() => (this.menuOpen = !this.menuOpen)}
        >
          ${icon(this.menuOpen ? "close" : "menu")} Menu
        </button>
      </header>
      <div id="side" class=${this.menuOpen ? "side open" : "side"}>
        <r-navigation></r-navigation>
      </div>
      <div class="outlet">
        <r-connection></r-connection>
        <main id="main" tabindex="-1">
          ${this.problem ? html`<r-error .problem=${this.problem}></r-error>` : nothing}
          <div id="page"></div>
        </main>
      </div>
      <r-toasts></r-toasts>
    `;
  }
}

customElements.define("r-shell", Shell);
