/** Jobs: what works through many dead letters. */
import { html } from "lit";
import { Page } from "../view.js";
import "./jobs/detail.js";
import "./jobs/list.js";

class JobsPage extends Page {
  render() {
    const [id] = this.route?.ids ?? [];
    return id ? html`<r-job .jobId=${id}></r-job>` : html`<r-jobs></r-jobs>`;
  }
}

customElements.define("page-jobs", JobsPage);
