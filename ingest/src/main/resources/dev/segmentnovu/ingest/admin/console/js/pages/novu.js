/** Novu: what the sandbox received, or how the real Novu answers. */
import { html, nothing } from "lit";
import "../elements/error.js";
import { pageHead } from "../elements/page-head.js";
import { api } from "../api.js";
import { Poll } from "../poll.js";
import { session } from "../session.js";
import { Watch } from "../value.js";
import { Page } from "../view.js";
import { targets } from "./novu/targets.js";
import { readSandbox } from "./novu/read.js";
import { sandbox } from "./novu/sandbox.js";
import { probe } from "../probe.js";

/** What a probe found, for as long as the tab is open. */
const probes = new Map();

class NovuPage extends Page {
  constructor() {
    super();
    new Watch(this, session);
    this.answer = new Poll(this, (signal) => this.read(signal));
  }

  willUpdate(changed) {
    if (changed.get("route") !== undefined) this.answer.refresh();
  }

  async read(signal) {
    const [received, listed, queue] = await Promise.all([
      session.get().sandbox === false ? null : readSandbox(this.query("request"), signal),
      api.get("/admin/sources", {}, { signal }),
      api.get("/admin/queue", {}, { signal }),
    ]);
    return { received, listed: listed.items, queues: queue.sources };
  }

  async probe(source) {
    probes.set(source, { busy: true });
    this.requestUpdate();
    probes.set(source, await probe(source));
    this.requestUpdate();
  }

  content({ received, listed, queues }) {
    const probed = targets({ listed, queues, probes, run: (source) => this.probe(source) });
    return received === null ? probed : html`${sandbox(received, this.query("request"))} ${probed}`;
  }

  render() {
    const { value, problem } = this.answer;
    return html`
      ${pageHead({
        title: "Novu",
        text: value?.received
          ? "The sandbox stands in for Novu: nothing leaves this machine. What it received, and which messages came of it."
          : "Where events go, and whether Novu takes them.",
      })}
      <div class="stack">
        <r-error .problem=${problem} .retry=${() => this.answer.refresh()}></r-error>
        ${value ? this.content(value) : problem ? nothing : html`<p class="loading">Asking the relay…</p>`}
      </div>
    `;
  }
}

customElements.define("page-novu", NovuPage);
