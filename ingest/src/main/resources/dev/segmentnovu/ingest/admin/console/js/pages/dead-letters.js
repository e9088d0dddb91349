/** Dead letters: the list, and behind an id one of them. */
import { html } from "lit";
import { Page } from "../view.js";
import "./dead-letters/detail.js";
import "./dead-letters/list.js";

class DeadLettersPage extends Page {
  render() {
    const [id] = this.route?.ids ?? [];
    return id ? html`<r-dead-letter .letterId=${id}></r-dead-letter>` : html`<r-dead-letters .query=${this.route.query}></r-dead-letters>`;
  }
}

customElements.define("page-dead-letters", DeadLettersPage);
