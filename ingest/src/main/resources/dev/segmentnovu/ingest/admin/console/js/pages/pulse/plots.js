/** The plots of Pulse, which share their cursor. */
import { html, nothing } from "lit";
import { decimal, duration, int } from "../../format.js";
import { lines } from "./spans.js";

function plot(title, text, content) {
  return html`<section class="card">
    <header>
      <h2>${title}</h2>
      <span class="muted small">${text}</span>
    </header>
    <div class="body">${content}</div>
  </section>`;
}

function share(value) {
  return `${Math.round(100 * value)} %`;
}

/** The new dead letters are all of them: those of unmapped events too, as far as they are kept. */
function present(rates) {
  if (!rates || rates.died === null) return nothing;
  return html`<p class="muted small">
    The last minute, per second: ${decimal(rates.enqueued)} accepted, ${decimal(rates.delivered)} delivered, ${decimal(rates.died)} new dead
    letters, unmapped ones included.
  </p>`;
}

const MARKS = { configuration: "config", deployment: "deploy" };

/**
 * @param {any} history of /admin/history, or undefined
 * @param {import("./spans.js").Span} span
 * @param {{at: string, kind: string, text: string}[]} changes of /admin/marks
 * @param {Record<string, number | null> | undefined} rates of the last minute, all sources together
 */
export function plots(history, span, changes, rates) {
  const marks = changes.map((each) => ({ at: new Date(each.at).getTime() / 1000, text: MARKS[each.kind] ?? each.kind }));
  const all = history ? lines(history, Date.now()) : { times: [] };
  const series = (label, colour, values, more = {}) => ({ label, colour, values: values ?? [], ...more });
  const draw = (label, show, list, unit = "") =>
    html`<r-plot
      .times=${all.times}
      .series=${list}
      .show=${show}
      unit=${unit}
      .marks=${marks}
      label=${`${label}, ${span.words}`}
      group="pulse"
    ></r-plot>`;
  return html`<div class="plots">
    ${plot(
      "Events per second",
      "in, and what became of them; dead without the unmapped ones",
      html`${draw("Events per second", decimal, [
        series("in", 1, all.received, { fill: true }),
        series("delivered", 2, all.delivered),
        series("retried", 3, all.retried, { dashed: true }),
        series("dead", 4, all.dead),
        series("unmapped", 5, all.unmapped, { dashed: true }),
      ])}
      ${present(rates)}`,
    )}
    ${plot(
      "Time to deliver",
      "from acceptance to Novu’s answer",
      draw("Time to deliver", duration, [
        series("p50", 2, all.p50),
        series("p95", 5, all.p95),
        series("p99", 3, all.p99, { dashed: true }),
      ], "seconds"),
    )}
    ${plot("Waiting events", "in the queue", draw("Waiting events", int, [series("waiting", 1, all.depth, { fill: true })], "whole"))}
    ${plot(
      "Oldest due event",
      "how long it waits for a worker",
      draw("Oldest due event", duration, [series("oldest", 3, all.oldest, { fill: true })], "seconds"),
    )}
    ${all.budget?.some((value) => value !== null)
      ? plot(
          "Rate budget used",
          "the largest share of what Novu allows",
          draw("Rate budget used", share, [series("used", 5, all.budget, { fill: true })]),
        )
      : nothing}
  </div>`;
}
