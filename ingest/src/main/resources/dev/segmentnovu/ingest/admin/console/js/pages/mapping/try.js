/** Tries an event: what would be sent for it, and by which rule. Nothing is sent. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import "../../elements/error.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { Poll } from "../../poll.js";
import { elements, indented, member } from "../../raw-json.js";
import { View } from "../../view.js";
import { outcome } from "./outcome.js";

const SAMPLES = 10;
const SAMPLES_MILLIS = 15_000;

const EXAMPLE = `{
  "type": "track",
  "event": "User Registered",
  "userId": "ada",
  "properties": { "plan": "pro" }
}`;

/** Properties: `sources`, the names of all; `source`, the one that the address names, or an empty text. */
class Try extends View {
  static properties = {
    sources: { attribute: false },
    source: {},
    chosen: { state: true },
    door: { state: true },
    text: { state: true },
    result: { state: true },
    problem: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.sources = [];
    this.source = "";
    this.chosen = null;
    this.door = "webhook";
    this.text = EXAMPLE;
    this.result = null;
    this.problem = null;
    this.busy = false;
    // counts what was asked and given up: an answer to an older question is not shown
    this.question = 0;
    this.samples = new Poll(this, (signal) => this.readSamples(signal), { everyMillis: SAMPLES_MILLIS });
  }

  willUpdate(changed) {
    if (!changed.has("source") || !this.hasUpdated) return;
    this.chosen = null;
    this.forget();
    this.samples.restart();
  }

  /** The source that the event is tried for. */
  get target() {
    return this.chosen ?? (this.source || this.sources[0]) ?? "";
  }

  /** The samples with the text of each event, whose numbers keep their notation. */
  async readSamples(signal) {
    const answer = await api.text("/admin/mapping/samples", { source: this.source, limit: SAMPLES }, { signal });
    const bodies = elements(member(answer, "items") ?? "[]").map((each) => member(each, "body"));
    return JSON.parse(answer).items.map((each, index) => ({ ...each, text: indented(bodies[index]) }));
  }

  take(sample) {
    this.chosen = sample.source;
    this.door = sample.door;
    this.text = sample.text;
    this.run();
  }

  /** Changes one field of the question, and drops the answer to the previous question. */
  change(name, event) {
    this[name] = event.target.value;
    this.forget();
  }

  forget() {
    this.question++;
    this.result = null;
    this.problem = null;
    this.busy = false;
  }

  async run() {
    this.forget();
    const { question } = this;
    try {
      JSON.parse(this.text);
    } catch (error) {
      this.problem = new Error(`The text is not JSON: ${error.message}. Paste one event, with its braces.`);
      return;
    }
    this.busy = true;
    const body = `{"source":${JSON.stringify(this.target)},"door":"${this.door}","event":${this.text}}`;
    const [result, problem] = await api.postText("/admin/mapping/try", body).then(
      (answer) => [answer, null],
      (error) => [null, error],
    );
    if (question !== this.question) return;
    this.result = result;
    this.problem = problem;
    this.busy = false;
    await this.updateComplete;
    this.querySelector(".result").scrollIntoView({ block: "nearest" });
  }

  submit(event) {
    event.preventDefault();
    this.run();
  }

  form() {
    const isTyped = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.submit(event);
    return html`<form class="body stack" @submit=${this.submit}>
      <label class="field">
        <span>The event, as Segment sends it</span>
        <textarea class="code" spellcheck="false" .value=${live(this.text)} @input=${(event) => this.change("text", event)} @keydown=${isTyped}></textarea>
      </label>
      <div class="row">
        <label class="field">
          <span>Source</span>
          <select @change=${(event) => this.change("chosen", event)}>
            ${this.sources.map((each) => html`<option value=${each} .selected=${each === this.target}>${each}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Comes from</span>
          <select @change=${(event) => this.change("door", event)}>
            <option value="webhook" .selected=${this.door === "webhook"}>Segment’s webhook</option>
            <option value="tracking" .selected=${this.door === "tracking"}>an SDK</option>
          </select>
        </label>
        <button class="primary end" aria-disabled=${this.busy}>Show what would be sent</button>
      </div>
      <p class="muted small">Nothing is sent, and nothing is stored. <kbd>Ctrl</kbd> <kbd>Enter</kbd> does the same.</p>
    </form>`;
  }

  latest() {
    const items = this.samples.value ?? [];
    return html`<section class="card">
      <header>
        <h2>Take a real one</h2>
        <span class="muted small">the latest in the queue and among the dead letters</span>
      </header>
      <r-error class="body" .problem=${this.samples.problem}></r-error>
      ${items.length === 0
        ? html`<p class="body muted">
            ${this.samples.loading && this.samples.value === undefined ? "Asking the relay…" : "None waits, and none is dead. Paste one, or send a sample: ./relay send"}
          </p>`
        : html`<ul class="rows lines samples">
            ${items.map(
              (each) =>
                html`<li>
                  <button class="quiet" @click=${() => this.take(each)}>
                    <span class="clip">${each.event ?? each.type}</span>
                    <span class="muted small nowrap">
                      ${each.source} · ${each.from === "queue" ? "waits" : "dead"} · <r-time .value=${each.receivedAt}></r-time>
                    </span>
                  </button>
                </li>`,
            )}
          </ul>`}
    </section>`;
  }

  render() {
    return html`<div class="try">
      <div class="stack">
        <section class="card">
          <header><h2>Event</h2></header>
          ${this.form()}
        </section>
        ${this.latest()}
      </div>
      <section class="card result" aria-live="polite">
        <header><h2>What would be sent</h2></header>
        <div class="body stack">
          <r-error .problem=${this.problem}></r-error>
          ${this.result ? outcome(this.result, this.target) : this.problem ? nothing : html`<p class="muted">Show an event, and its requests to Novu stand here.</p>`}
        </div>
      </section>
    </div>`;
  }
}

customElements.define("r-try", Try);
