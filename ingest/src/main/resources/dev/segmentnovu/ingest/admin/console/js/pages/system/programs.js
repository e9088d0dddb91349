/** Which process answers, and its addresses for other programs. */
import { html } from "lit";
import "../../elements/time.js";

const ADDRESSES = [
  ["/openapi.json", "the admin API, in OpenAPI 3.1"],
  ["/metrics", "for Prometheus"],
  ["/health/ready", "whether the process can do its work"],
  ["/health/live", "whether it runs"],
];

/** @param {import("../../session.js").Session} session */
export function programs({ version, startedAt }) {
  return html`<section class="card">
    <header>
      <h2>For other programs</h2>
      <span class="muted small">
        the process that answers: version ${version}${startedAt ? html`, its port open since <r-time .value=${startedAt}></r-time>` : ""}
      </span>
    </header>
    <dl class="body facts">
      ${ADDRESSES.map(
        ([address, words]) =>
          html`<dt><a href=${address} target="_blank" rel="noopener">${address}</a></dt>
            <dd class="muted">${words}</dd>`,
      )}
    </dl>
  </section>`;
}
