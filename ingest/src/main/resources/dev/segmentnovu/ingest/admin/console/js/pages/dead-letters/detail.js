/** One dead letter: the event, the request, the answer and the attempts side by side, and what one can do about it. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import "../../elements/error.js";
import { confirm } from "../../elements/confirm.js";
import { pageHead } from "../../elements/page-head.js";
import { actionButton } from "../../elements/action.js";
import { api, path } from "../../api.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { member } from "../../raw-json.js";
import { navigate } from "../../router.js";
import { mayAct, session } from "../../session.js";
import { say, sayProblem } from "../../toast.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { answer, attempts, facts, received, request, steps } from "./detail-parts.js";
import "./editor.js";
import "./journey.js";

/** Properties: `letterId`. */
class DeadLetterDetail extends View {
  static properties = {
    letterId: {},
    editing: { state: true },
    busy: { state: true },
    replayed: { state: true },
  };

  constructor() {
    super();
    this.editing = false;
    this.busy = false;
    // when it was replayed from here; what becomes of it is shown then
    this.replayed = null;
    new Watch(this, session);
    this.letter = new Poll(this, (signal) => this.read(signal), { everyMillis: 0 });
  }

  /** The answer as it is parsed, and its text, in which numbers keep their notation. */
  async read(signal) {
    const text = await api.text(path`/admin/dead-letters/${this.letterId}`, {}, { signal });
    return { ...JSON.parse(text), raw: { received: member(text, "received"), request: member(text, "request") } };
  }

  willUpdate(changed) {
    if (changed.get("letterId") !== undefined) {
      this.editing = false;
      this.replayed = null;
      this.letter.restart();
    }
  }

  keys() {
    return [
      { keys: "r", does: "Replay", run: () => this.replay() },
      { keys: "e", does: "Edit, then replay", run: () => this.edit() },
      { keys: "u", does: "Back to the list", run: () => history.back() },
    ];
  }

  get isActionable() {
    return mayAct() && this.letter.value && this.replayed === null && !this.busy;
  }

  edit() {
    if (this.isActionable) this.editing = true;
  }

  /** @param {string} [event] the text of the edited event */
  async replay(event) {
    if (!this.isActionable) return;
    this.busy = true;
    try {
      const body = event === undefined ? "{}" : `{"event":${event}}`;
      const done = await api.post(path`/admin/dead-letters/${this.letterId}/replay`, body);
      this.replayed = new Date();
      this.editing = false;
      say(done.expired ? "Replayed, but its maxAge has ended" : "Replayed: the event waits for delivery");
    } catch (error) {
      sayProblem(error);
    }
    this.busy = false;
  }

  async discard() {
    const { event, type, userId } = this.letter.value;
    const sure = await confirm({
      title: "Discard 1 dead letter",
      text: html`The event <strong>${event ?? type}</strong> of ${userId} is deleted for good, and never delivered.`,
      action: "Discard it",
      danger: true,
    });
    if (!sure) return;
    this.busy = true;
    try {
      await api.remove(path`/admin/dead-letters/${this.letterId}`);
      say("Discarded 1 dead letter");
      navigate("/dead-letters", { replace: true });
    } catch (error) {
      sayProblem(error);
    }
    this.busy = false;
  }

  actions() {
    if (this.replayed !== null) return nothing;
    const { busy } = this;
    return html`
      ${actionButton({ content: html`${icon("trash")} Discard`, kind: "danger", busy, run: () => this.discard() })}
      ${this.editing
        ? nothing
        : html`${actionButton({ content: html`${icon("edit")} Edit`, busy, run: () => this.edit() })}
          ${actionButton({ content: html`${icon("redo")} Replay`, kind: "primary", busy, run: () => this.replay() })}`}
    `;
  }

  body(letter) {
    return html`
      ${this.replayed ? html`<r-journey .letter=${letter} .since=${this.replayed}></r-journey>` : nothing} ${facts(letter)}
      ${this.editing
        ? html`<r-event-editor
            .letter=${letter}
            .busy=${this.busy}
            @close=${() => (this.editing = false)}
            @replay=${(event) => this.replay(event.detail)}
          ></r-event-editor>`
        : nothing}
      <div class="side-by-side">
        ${this.editing ? nothing : received(letter)} ${request(letter)}
        <div class="stack">${answer(letter)} ${attempts(letter)}</div>
      </div>
      ${steps(letter)}
    `;
  }

  render() {
    const letter = this.letter.value;
    const { problem } = this.letter;
    const parent = { href: "/dead-letters", text: "Dead letters" };
    if (problem?.status === 404) {
      return html`${pageHead({ title: "This dead letter is gone", parent })}
        <section class="card">
          <r-empty
            heading="Nothing is stored under this id"
            shape="search"
            .text=${"It was replayed or discarded, or made room for newer ones. The audit log says who replayed or discarded what."}
          ></r-empty>
        </section>`;
    }
    if (!letter) {
      return html`${pageHead({ title: "Dead letter", parent })}
        <r-error .problem=${problem} .retry=${() => this.letter.refresh()}></r-error>
        ${problem ? nothing : html`<div class="card loading">Reading the dead letter…</div>`}`;
    }
    return html`${pageHead({ title: letter.event ?? letter.type, text: letter.message, parent, actions: this.actions() })}
      <div class="stack">${this.body(letter)}</div>`;
  }
}

customElements.define("r-dead-letter", DeadLetterDetail);
