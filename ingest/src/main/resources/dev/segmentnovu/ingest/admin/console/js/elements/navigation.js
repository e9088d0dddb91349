/** The links to all pages, and who is here. */
import { html, nothing } from "lit";
import { showKeys } from "./keys-dialog.js";
import { int } from "../format.js";
import { icon, LOGO } from "../icons.js";
import { PAGES } from "../pages.js";
import { route } from "../router.js";
import { session, signOut } from "../session.js";
import { status } from "../status.js";
import { theme, useTheme } from "../theme.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

const THEMES = [
  ["system", "As the system", "system"],
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
];

const GROUPS = ["Watch", "Look up", "Set up", "Operate"];

/** What stands beside a link: a number that one wants to see without going there. */
const COUNTS = {
  "dead-letters": (all) => ({ value: sum(all.sources, "dead"), bad: true }),
  sources: (all) => ({ value: all.sources.filter((each) => each.state !== "running").length, bad: true }),
};

function sum(sources, name) {
  return sources.reduce((total, each) => total + each[name], 0);
}

class Navigation extends View {
  constructor() {
    super();
    for (const value of [session, status, route, theme]) new Watch(this, value);
  }

  link(page) {
    const current = route.get().page === page;
    return html`<li>
      <a href=${page.path} aria-current=${current ? "page" : nothing}>${icon(page.icon)}${page.title}${this.number(page)}</a>
    </li>`;
  }

  number(page) {
    const all = status.get();
    const number = all === null ? null : COUNTS[page.name]?.(all);
    return number?.value ? html`<span class=${number.bad ? "count bad" : "count"}>${int(number.value)}</span>` : nothing;
  }

  group(name) {
    const pages = PAGES.filter((each) => each.group === name);
    return pages.length === 0
      ? nothing
      : html`<h2 id=${`nav-${name}`}>${name}</h2>
          <ul aria-labelledby=${`nav-${name}`}>
            ${pages.map((page) => this.link(page))}
          </ul>`;
  }

  render() {
    const who = session.get();
    return html`
      <nav aria-label="Pages">
        <a class="brand" href="/">
          <img src=${LOGO} alt="">Relay<small>${version(who)}</small>
        </a>
        ${GROUPS.map((name) => this.group(name))}
      </nav>
      <footer>
        <p class="who muted">
          ${who.open ? "This port has no token: whoever reaches it is an operator." : html`${who.name} · ${who.role}`}
        </p>
        <div class="row">
          <div class="choices" role="group" aria-label="Theme">
            ${THEMES.map(
              ([name, title, shape]) =>
                html`<button title=${title} aria-label=${title} aria-pressed=${theme.get() === name} @click=${() => useTheme(name)}>
                  ${icon(shape)}
                </button>`,
            )}
          </div>
          <button class="quiet end" title="Keys (?)" aria-label="Keys" @click=${showKeys}>${icon("keyboard")}</button>
          ${who.state === "in" && !who.open
            ? html`<button class="quiet" title="Sign out" aria-label="Sign out" @click=${signOut}>${icon("out")}</button>`
            : nothing}
        </div>
      </footer>
    `;
  }
}

function version(who) {
  return who.version && who.version !== "not packaged" ? who.version.replace("-SNAPSHOT", "") : "";
}

customElements.define("r-navigation", Navigation);
