/** What became of an event that was tried. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/json.js";
import { count } from "../../format.js";
import { elements, member } from "../../raw-json.js";
import { href } from "../../router.js";

/** Why a worker skips an event, in words. */
const SKIPPED = {
  integrations: "Its integrations exclude Novu.",
  unmapped: "No workflow is mapped for its name, and the source skips such events.",
  no_rule: "Events of this type are sent by rules only, and none matches.",
  anonymous: "It has no userId, and the source skips such events.",
};

const OUTCOMES = {
  sent: ({ steps }) => ["ok", count(steps.length, "request"), steps.length > 1 ? "in this order" : ""],
  skipped: ({ reason }) => ["idle", "skipped", SKIPPED[reason] ?? reason],
  unmapped: ({ reason }) => ["warn", "unmapped", reason],
  invalid: ({ reason }) => ["bad", "invalid", reason],
};

/** @param {any} each a step @param {string} text of it, whose numbers keep their notation */
function step(each, text) {
  const body = member(text, "body");
  return html`<li>
    <div class="row">
      <code><strong>${each.method}</strong> ${each.path}</code>
      <span class="muted small end">${each.rule ? `by ${each.rule}` : "for every event of this type"}</span>
    </div>
    ${body === null || body === "null" ? nothing : html`<r-json raw=${body} what="the body of the request"></r-json>`}
  </li>`;
}

/**
 * @param {string} answer of /admin/mapping/try
 * @param {string} source
 */
export function outcome(answer, source) {
  const result = JSON.parse(answer);
  const texts = elements(member(answer, "steps") ?? "[]");
  const [tone, title, words] = OUTCOMES[result.outcome](result);
  return html`<div class="row">${badge(title, tone)} <span>${words}</span></div>
    ${result.outcome === "unmapped"
      ? html`<p>
          <a href=${href("/mapping", { show: "unmapped", source })}>Unmapped events</a> shows the line that it needs, once such an event has come.
        </p>`
      : nothing}
    ${result.steps.length
      ? html`<ol class="stack steps-sent">
          ${result.steps.map((each, index) => step(each, texts[index]))}
        </ol>`
      : nothing}`;
}
