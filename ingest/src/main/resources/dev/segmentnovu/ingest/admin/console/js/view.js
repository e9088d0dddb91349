/** What all elements of the console have in common. */
import { LitElement } from "lit";
import { bindKeys } from "./keys.js";
import { followLive } from "./live.js";

/**
 * An element whose content stands in the page itself, so that the one set of styles applies. While
 * it is on the page, its keys are bound, and it follows what happens live.
 */
export class View extends LitElement {
  #stops = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#stops = [bindKeys(this.keys()), ...Object.entries(this.live()).map(([type, follow]) => followLive(type, follow))];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
  }

  /**
   * The keys of the element.
   *
   * @returns {import("./keys.js").Binding[]}
   */
  keys() {
    return [];
  }

  /**
   * What the element follows live: functions that get the data, by the type of the event.
   *
   * @returns {Record<string, (data: any) => void>}
   */
  live() {
    return {};
  }
}

/**
 * A page. The router sets `route`; a page reads its ids and its query from there, and changes them
 * with {@link import("./router.js").setQuery}.
 */
export class Page extends View {
  static properties = { route: { attribute: false } };

  /** A part of the query of the address, or an empty text. */
  query(name) {
    return this.route?.query.get(name) ?? "";
  }
}
