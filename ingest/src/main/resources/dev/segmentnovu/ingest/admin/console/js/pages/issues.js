/** Issues: what failures have in common, so that twelve errors are found among any number of successes. */
import { html } from "lit";
import { Page } from "../view.js";
import "./issues/detail.js";
import "./issues/list.js";

class IssuesPage extends Page {
  render() {
    const id = this.query("id");
    return id ? html`<r-issue .issueId=${id}></r-issue>` : html`<r-issues .query=${this.route.query}></r-issues>`;
  }
}

customElements.define("page-issues", IssuesPage);
