/** Edits an event, shows what would be sent for it, and replays it. */
import { html, nothing } from "lit";
import "../../elements/error.js";
import "../../elements/json.js";
import { icon } from "../../icons.js";
import { indented } from "../../raw-json.js";
import { View } from "../../view.js";
import { mergePatch } from "./merge-patch.js";
import { readPlan } from "./plan.js";
import { problemOf, requestText } from "./request.js";

/**
 * Properties: `letter`, in full; `busy`, while it is replayed. Events: `close`; `replay` with the
 * text of the event in detail.
 */
class EventEditor extends View {
  static properties = {
    letter: { attribute: false },
    busy: { type: Boolean },
    text: { state: true },
    checked: { state: true },
    problem: { state: true },
  };

  /** How often a check was asked for: only the answer to the latest counts. */
  #asked = 0;

  constructor() {
    super();
    this.busy = false;
    this.text = "";
    // what would be sent for `of`
    this.checked = null;
    this.problem = null;
  }

  willUpdate(changed) {
    // the same dead letter, read again, leaves what somebody has typed
    if (changed.has("letter") && changed.get("letter")?.id !== this.letter.id) this.startOver();
  }

  firstUpdated() {
    const area = this.querySelector("textarea");
    area.focus();
    area.setSelectionRange(0, 0);
    area.scrollTop = 0;
  }

  startOver() {
    this.#asked++;
    this.text = indented(this.letter.raw.received);
    this.checked = null;
    this.problem = null;
  }

  type(text) {
    this.text = text;
    this.problem = null;
  }

  /**
   * A dry run of a job shows it, which takes the edit as a merge patch of the received event. Who
   * edits sees the event whole, so what would be sent is not masked either.
   */
  async check() {
    const asked = ++this.#asked;
    const { text } = this;
    const { source, messageId, userId, id, raw } = this.letter;
    this.problem = null;
    try {
      const dryRun = { action: "replay", filter: { source, messageId, userId }, dryRun: true };
      const plan = await readPlan(requestText(dryRun, mergePatch(raw.received, text.trim())), { reveal: true });
      if (asked !== this.#asked) return;
      const sample = plan.samples.find((each) => each.id === id);
      if (sample === undefined) throw new Error("The dead letter is gone: it was replayed or discarded meanwhile.");
      this.checked = { of: text, ...sample };
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
  }

  send(event) {
    event.preventDefault();
    if (problemOf(this.text) === null) this.dispatchEvent(new CustomEvent("replay", { detail: this.text }));
  }

  result() {
    if (!this.checked) return html`<p class="muted">Check what would be sent to Novu before you replay. Nothing is changed by it.</p>`;
    const old = this.checked.of !== this.text ? html`<p class="muted">You have edited the event since. Check it again.</p>` : nothing;
    if (this.checked.failure) {
      return html`${old}
        <div class="note bad">${icon("alert")}<div><strong>It would stay a dead letter.</strong> ${this.checked.failure.message}</div></div>`;
    }
    if (this.checked.wouldSend.length === 0) {
      return html`${old}<div class="note warn">${icon("alert")}<div><strong>Nothing would be sent.</strong> No workflow is mapped to it.</div></div>`;
    }
    return html`${old}${this.checked.wouldSend.map(
      (call) =>
        html`<h3><code>${call.method} ${call.path}</code></h3>
          <r-json .raw=${call.body} what="what would be sent"></r-json>`,
    )}`;
  }

  render() {
    const problem = problemOf(this.text);
    return html`<form class="card editor" @submit=${this.send}>
      <header>
        <h2>Edit the event</h2>
        <span class="muted">The user and the type must stay what they are.</span>
      </header>
      <div class="body side-by-side">
        <div>
          <textarea
            class="code"
            aria-label="The event as JSON"
            aria-invalid=${problem !== null}
            aria-describedby="editor-problem"
            spellcheck="false"
            .value=${this.text}
            @input=${(event) => this.type(event.target.value)}
          ></textarea>
          <p id="editor-problem" class="problem" role="status">${problem ?? ""}</p>
        </div>
        <div class="stack" aria-live="polite">
          <r-error .problem=${this.problem}></r-error>
          ${this.result()}
        </div>
      </div>
      <footer class="row">
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new CustomEvent("close"))}>Close</button>
        <button type="button" class="quiet" @click=${this.startOver}>Start over</button>
        <button type="button" class="end" ?disabled=${problem !== null} @click=${this.check}>${icon("eye")} Check what would be sent</button>
        <button class="primary" ?disabled=${problem !== null || this.busy}>${icon("redo")} Replay the edited event</button>
      </footer>
    </form>`;
  }
}

customElements.define("r-event-editor", EventEditor);
