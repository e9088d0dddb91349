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
import { members } from "../../raw-json.js";
import { navigate } from "../../router.js";
import { mayAct, session } from "../../session.js";
import { say, sayProblem } from "../../toast.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { answer, attempts, batch, facts, received, request, steps } from "./detail-parts.js";
import "./editor.js";
import "./journey.js";
import { listAddress } from "./list-address.js";
import { forceChoice, positionChoice, REPLAY_OPTIONS } from "./replay-options.js";
import { requestText } from "./request.js";

const READING = html`<div class="card loading">Reading the dead letter…</div>`;

const GONE = html`<section class="card">
  <r-empty
    heading="Nothing is stored under this id"
    shape="search"
    .text=${"It was replayed or discarded, or made room for newer ones. The audit log says who replayed or discarded what."}
  ></r-empty>
</section>`;

/** Properties: `letterId`. */
class DeadLetterDetail extends View {
  static properties = {
    letterId: {},
    editing: { state: true },
    busy: { state: true },
    options: { state: true },
    replayed: { state: true },
  };

  constructor() {
    super();
    this.editing = false;
    this.busy = false;
    this.options = REPLAY_OPTIONS;
    // the answer to the replay, if it was replayed from here; what becomes of it is shown then
    this.replayed = null;
    new Watch(this, session);
    this.letter = new Poll(this, (signal) => this.read(signal), { everyMillis: 0 });
  }

  /** The answer as it is parsed, and the texts of its members, in which numbers keep their notation. */
  async read(signal) {
    // what somebody edits or has replayed stays, also if the relay has it no longer
    if (this.letter.value && this.isKept) return this.letter.value;
    const text = await api.text(path`/admin/dead-letters/${this.letterId}`, {}, { signal });
    return { ...JSON.parse(text), raw: Object.fromEntries(members(text)) };
  }

  get isKept() {
    return this.editing || this.replayed !== null;
  }

  willUpdate(changed) {
    if (changed.get("letterId") !== undefined) {
      this.editing = false;
      this.options = REPLAY_OPTIONS;
      this.replayed = null;
      this.letter.restart();
    }
  }

  keys() {
    return [
      // while somebody edits, these keys would replay the event as it was, or lose the edit
      { keys: "r", does: "Replay", run: () => this.replay(), when: () => !this.editing },
      { keys: "e", does: "Edit, then replay", run: () => this.edit() },
      { keys: "u", does: "Back to the list", run: () => navigate(listAddress()), when: () => !this.editing },
    ];
  }

  /** Whether the relay can read the entry: else it replays nothing, also no edited event. */
  get isReadable() {
    return this.letter.value?.door !== undefined;
  }

  get isActionable() {
    return mayAct() && this.isReadable && this.replayed === null && !this.busy;
  }

  edit() {
    if (this.isActionable) this.editing = true;
  }

  /** @param {string} [event] the text of the edited event */
  async replay(event) {
    if (!this.isActionable) return;
    this.busy = true;
    const id = this.letterId;
    const { position, force } = this.options;
    try {
      const done = await api.post(path`/admin/dead-letters/${id}/replay`, requestText({ position, force }, event ?? null));
      if (id === this.letterId) {
        this.replayed = done;
        this.editing = false;
      }
      say(done.expired && !force ? "Replayed, but its maxAge has ended" : "Replayed: the event waits for delivery");
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
      navigate(listAddress(), { replace: true });
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
      ${this.editing || !this.isReadable
        ? nothing
        : html`${actionButton({ content: html`${icon("edit")} Edit`, busy, run: () => this.edit() })}
          ${actionButton({ content: html`${icon("redo")} Replay`, kind: "primary", busy, run: () => this.replay() })}`}
    `;
  }

  /** What the relay says of the replay, and what becomes of the event. */
  outcome(letter) {
    const { expired, warning } = this.replayed;
    return html`<div class="note ${expired && !this.options.force ? "warn" : ""}">${icon("info")}<div>${warning}</div></div>
      <r-journey .letter=${letter}></r-journey>`;
  }

  /** Where a replay puts the event, and whether its time counts. */
  choices(letter) {
    const set = (name) => (value) => (this.options = { ...this.options, [name]: value });
    return html`<details class="card" ?open=${letter.reason === "expired"}>
      <summary>Position and maxAge</summary>
      <div class="options body">
        ${positionChoice(this.options.position, set("position"))} ${forceChoice(this.options.force, set("force"))}
      </div>
    </details>`;
  }

  body(letter) {
    return html`
      ${this.replayed !== null ? this.outcome(letter) : nothing} ${facts(letter)}
      ${this.isReadable && mayAct() && this.replayed === null ? this.choices(letter) : nothing}
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
      ${steps(letter)} ${batch(letter)}
    `;
  }

  render() {
    const letter = this.letter.value;
    const { problem } = this.letter;
    const isGone = problem?.status === 404 && !this.isKept;
    const shown = isGone ? undefined : letter;
    // one template in all cases, so that the heading keeps the focus when the dead letter comes
    return html`${pageHead({
        title: isGone ? "This dead letter is gone" : shown ? (shown.event ?? shown.type) : "Dead letter",
        text: shown?.message,
        parent: { href: listAddress(), text: "Dead letters" },
        actions: shown ? this.actions() : nothing,
      })}
      <div class="stack">
        <r-error .problem=${isGone || shown ? null : problem} .retry=${() => this.letter.refresh()}></r-error>
        ${isGone ? GONE : shown ? this.body(shown) : problem ? nothing : READING}
      </div>`;
  }
}

customElements.define("r-dead-letter", DeadLetterDetail);
