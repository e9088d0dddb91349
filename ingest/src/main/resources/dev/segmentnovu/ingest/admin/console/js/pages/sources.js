/** Sources: whether each runs, what it uses of Novu, and how to connect it. */
import { html, nothing } from "lit";
import { actionButton } from "../elements/action.js";
import "../elements/error.js";
import { pageHead } from "../elements/page-head.js";
import { refusedRequests } from "../elements/refused.js";
import { api, path } from "../api.js";
import { icon } from "../icons.js";
import { Poll } from "../poll.js";
import { mayAct, session } from "../session.js";
import { status, statusProblem } from "../status.js";
import { Watch } from "../value.js";
import { Page } from "../view.js";
import { pause, resume } from "./sources/actions.js";
import { connect, credentials } from "./sources/connect.js";
import { gaugeCards, gaugesOf } from "./sources/gauges.js";
import { list } from "./sources/list.js";
import { probe, probeResult } from "../probe.js";
import { settingsOf } from "./sources/settings.js";
import { numbers, stateCard, totals } from "./sources/state.js";

const PAST_MILLIS = 30_000;

class SourcesPage extends Page {
  static properties = { probed: { state: true } };

  constructor() {
    super();
    for (const value of [status, statusProblem, session]) new Watch(this, value);
    this.probed = null;
    this.answer = new Poll(this, (signal) => (this.source === null ? this.readList(signal) : this.readSource(signal)));
    this.past = new Poll(this, (signal) => this.readPast(signal), { everyMillis: PAST_MILLIS });
  }

  /** The source that the address names; null for the list. */
  get source() {
    return this.route.ids[0] ?? null;
  }

  willUpdate(changed) {
    const before = changed.get("route");
    if (before === undefined || before.ids[0] === this.route.ids[0]) return;
    this.probed = null;
    this.answer.restart();
    this.past.restart();
  }

  keys() {
    return [{ keys: "p", does: "Probe Novu", run: () => this.source !== null && mayAct() && this.probe() }];
  }

  async readList(signal) {
    const [listed, queue] = await Promise.all([api.get("/admin/sources", {}, { signal }), api.get("/admin/queue", {}, { signal })]);
    return { listed: listed.items, queues: queue.sources };
  }

  async readSource(signal) {
    const name = this.source;
    const [details, queue] = await Promise.all([
      api.get(path`/admin/sources/${name}`, {}, { signal }),
      api.get("/admin/queue", {}, { signal }),
    ]);
    gaugesOf(name).add(details, Date.now() / 1000);
    return { details, queue: queue.sources.find((each) => each.source === name) };
  }

  /** The last hour of a source, and what was changed in it; null for the list. */
  async readPast(signal) {
    if (this.source === null) return null;
    const [history, marks] = await Promise.all([
      api.get("/admin/history", { from: "1h", step: "1m", source: this.source }, { signal }),
      api.get("/admin/marks", { from: "1h" }, { signal }),
    ]);
    return { points: history.sources[0]?.points ?? [], marks: marks.items };
  }

  refresh() {
    this.answer.refresh();
    this.past.refresh();
  }

  async probe() {
    const { source } = this;
    const asked = { busy: true };
    this.probed = asked;
    const probed = await probe(source);
    // the page may show another source by now
    if (this.probed === asked) this.probed = probed;
  }

  actions(state) {
    const { source } = this;
    return html`
      ${actionButton({ content: html`${icon("send")} Probe Novu`, busy: this.probed?.busy ?? false, run: () => this.probe() })}
      ${state.pausedBy
        ? actionButton({ content: html`${icon("play")} Resume`, kind: "primary", run: () => resume(source) })
        : actionButton({ content: html`${icon("pause")} Pause`, run: () => pause(source) })}
    `;
  }

  renderList() {
    return html`
      ${pageHead({ title: "Sources", text: "Whether the events of each source are delivered, and what to do if not." })}
      <div class="stack">
        <r-error .problem=${this.answer.problem ?? statusProblem.get()} .retry=${() => this.answer.refresh()}></r-error>
        ${refusedRequests(status.get())}
        ${list({
          states: status.get()?.sources ?? null,
          listed: this.answer.value?.listed ?? [],
          queues: this.answer.value?.queues ?? [],
          pause,
          resume,
        })}
      </div>
    `;
  }

  renderSource() {
    const { details, queue } = this.answer.value ?? {};
    const state = status.get()?.sources.find((each) => each.source === this.source) ?? details?.state;
    return html`
      ${pageHead({
        title: this.source,
        text: "What this source does now, and how to connect it.",
        parent: { href: "/sources", text: "Sources" },
        actions: state ? this.actions(state) : nothing,
      })}
      <div class="stack">
        <r-error .problem=${this.answer.problem ?? this.past.problem} .retry=${() => this.refresh()}></r-error>
        ${probeResult(this.probed)} ${state ? [stateCard(state), numbers(state, queue)] : nothing}
        ${details
          ? html`${gaugeCards(details, this.past.value)} ${queue ? totals(queue) : nothing}
              <div class="two-thirds">
                ${connect(details, this.query("connect"))}
                <div class="stack">${credentials(details)} ${settingsOf(details, queue)}</div>
              </div>`
          : nothing}
      </div>
    `;
  }

  render() {
    return this.source === null ? this.renderList() : this.renderSource();
  }
}

customElements.define("page-sources", SourcesPage);
