/** What to do with a relay that nobody has used yet. */
import { html } from "lit";
import { command } from "../../elements/command.js";

/** The first steps: send, connect, map. */
export function firstSteps() {
  return html`<section class="card first-steps">
    <header><h2>Nothing has arrived yet</h2></header>
    <ol class="body">
      <li>
        <h3>Send a sample</h3>
        <p class="muted">Some events as Segment sends them, and what becomes of each. Watch this page meanwhile.</p>
        ${command("./relay send")}
      </li>
      <li>
        <h3>Connect Segment</h3>
        <p class="muted">Each source has a webhook and a write key: <a href="/sources">Sources</a> shows the address and what to enter where.</p>
      </li>
      <li>
        <h3>Map an event to a workflow</h3>
        <p class="muted">Events without a workflow are kept: <a href="/mapping">Mapping</a> shows the line that each of them needs.</p>
      </li>
    </ol>
  </section>`;
}
