/** The frame of the console: navigation, messages, and the page that the address names. */
import { html, nothing } from "lit";
import "./connection.js";
import "./error.js";
import "./navigation.js";
import "./sign-in.js";
import "./toasts.js";
import { unreachableSince } from "../api.js";
import { icon, LOGO } from "../icons.js";
import { isOther, route, thingOf } from "../router.js";
import { session, sessionProblem } from "../session.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

const RETRY_MILLIS = 2000;

/** One object, so that the tries that follow do not make a screen reader say it again. */
const NOT_LOADED = new Error("The page could not be loaded; it is tried again. If the relay was updated meanwhile, load it again (F5).");

class Shell extends View {
  static properties = { menuOpen: { state: true }, problem: { state: true } };

  #shown = null;
  #retry = null;

  constructor() {
    super();
    this.menuOpen = false;
    this.problem = null;
    for (const value of [session, sessionProblem]) new Watch(this, value);
  }

  connectedCallback() {
    super.connectedCallback();
    this.stops = [
      route.follow(() => {
        this.menuOpen = false;
        this.show();
      }),
      unreachableSince.follow((since) => since === null && this.#retry !== null && this.again()),
    ];
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.menuOpen = false;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
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
    clearTimeout(this.#retry);
    this.#retry = null;
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
      if (route.get() !== now) return;
      this.problem = NOT_LOADED;
      outlet.replaceChildren();
      this.#retry = setTimeout(() => this.again(), RETRY_MILLIS);
      return;
    }
    if (route.get() !== now) return;
    this.problem = null;
    document.title = [thingOf(now), now.page.title, "Relay"].filter(Boolean).join(" · ");
    const present = outlet.firstElementChild;
    const isThere = present?.localName === `page-${now.page.name}`;
    const page = isThere ? present : document.createElement(`page-${now.page.name}`);
    page.route = now;
    if (!isThere) outlet.replaceChildren(page);
    if (before !== null && (!isThere || isOther(before, now))) this.focusHeading(page);
  }

  /** Tries to show the page that could not be loaded. */
  again() {
    this.#shown = null;
    this.show();
  }

  /** A screen reader begins to read at what is shown now. Its heading is there when all parts have rendered. */
  async focusHeading(page) {
    await page.updateComplete;
    setTimeout(() => page.querySelector("h1")?.focus({ preventScroll: true }));
  }

  message(state) {
    if (state === "unknown" && sessionProblem.get() !== null) return html`<r-error .problem=${sessionProblem.get()}></r-error>`;
    if (this.problem === null) return nothing;
    return html`<r-error .problem=${this.problem} .retry=${this.problem === NOT_LOADED ? () => this.again() : null}></r-error>`;
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
          ${this.message(state)}
          <div id="page"></div>
        </main>
      </div>
      <r-toasts></r-toasts>
    `;
  }
}

customElements.define("r-shell", Shell);
