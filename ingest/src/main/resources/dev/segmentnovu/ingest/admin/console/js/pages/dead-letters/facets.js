/** How many dead letters match, by reason, workflow and so on: a filter is one click away. */
import { html, nothing } from "lit";
import { api } from "../../api.js";
import { int } from "../../format.js";
import { setQuery } from "../../router.js";

const FACETS = [
  ["reason", "Reason"],
  ["workflow", "Workflow"],
  ["status", "Status of Novu"],
  ["event", "Event"],
];

/**
 * @param {Record<string, string | string[]>} filter
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export function readFacets(filter, signal) {
  return api.get("/admin/dead-letters/facets", filter, { signal });
}

function choose(name, value, chosen) {
  setQuery({ [name]: chosen ? null : value, cursor: null, page: null });
}

function facet(name, title, values, others, filter, total) {
  const shown = values.filter((each) => each.value !== null || name === "status");
  if (shown.length === 0) return nothing;
  return html`<section>
    <h2 id=${`facet-${name}`}>${title}</h2>
    <ul aria-labelledby=${`facet-${name}`}>
      ${shown.map((each) => {
        const value = each.value === null ? "none" : String(each.value);
        const chosen = filter[name] === value;
        return html`<li>
          <button aria-pressed=${chosen} @click=${() => choose(name, value, chosen)} .style=${`--share:${total ? each.count / total : 0}`}>
            <span class="clip">${value === "none" ? "no answer" : value}</span><span class="number">${int(each.count)}</span>
          </button>
        </li>`;
      })}
      ${others ? html`<li class="others muted"><span>others</span><span class="number">${int(others)}</span></li>` : nothing}
    </ul>
  </section>`;
}

/**
 * @param {any} found an answer of the API; undefined before the first
 * @param {Record<string, string | string[]>} filter
 */
export function facets(found, filter) {
  if (!found || found.total === 0) return nothing;
  return html`<details class="facets" ?open=${matchMedia("(min-width: 1100px)").matches}>
    <summary>Narrow down</summary>
    ${FACETS.map(([name, title]) => facet(name, title, found[name], found.other[name], filter, found.total))}
  </details>`;
}
