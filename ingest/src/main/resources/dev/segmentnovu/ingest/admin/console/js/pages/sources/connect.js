/** How to connect a source: Segment's webhook, or an SDK. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import { command } from "../../elements/command.js";
import "../../elements/json.js";
import "../../elements/time.js";
import { icon } from "../../icons.js";
import { setQuery } from "../../router.js";
import { SDKS } from "./sdks.js";

const LOCAL = /^(localhost|127\.|0\.0\.0\.0|\[::1\])/;

function onlyHere(address) {
  return LOCAL.test(new URL(address).host)
    ? html`<div class="note">
        ${icon("info")}
        <div>
          This address works on this machine only. Segment, and devices of users, need a public name of the relay with TLS, such as that of
          a proxy in front of it.
        </div>
      </div>`
    : nothing;
}

function webhook(answer) {
  if (answer.webhookUrls.length === 0) {
    return html`<p>
      This source has no shared secret, so it takes no webhooks. Write one to
      <code>sources.${answer.source}.sharedSecrets</code>, and the same one into the destination at Segment.
    </p>`;
  }
  return html`<ol class="steps prose">
      <li>At Segment, add the destination <strong>Webhooks</strong> to your source.</li>
      <li>
        Enter this URL:
        ${answer.webhookUrls.map((each) => command(each))}
      </li>
      <li>
        Enter as the shared secret one of <code>sources.${answer.source}.sharedSecrets</code>. The relay refuses webhooks without a right
        signature.
      </li>
      <li>Send a test event there. It appears on <a href="/events">Events</a>.</li>
    </ol>
    ${onlyHere(answer.webhookUrls[0])}`;
}

function sdk(each, answer) {
  if (!answer.trackingUrl) {
    return html`<p>
      This source has no write key, so no SDK can send to it. Write one to <code>sources.${answer.source}.writeKeys</code>: any text that
      no other source has.
    </p>`;
  }
  return html`<p>The option is <code>${each.option}</code>. ${each.note}</p>
    <r-json .value=${each.code(new URL(answer.trackingUrl))} what="the lines for ${each.title}"></r-json>
    <p class="muted">WRITE_KEY is one of <code>sources.${answer.source}.writeKeys</code>. It selects the source.</p>
    ${onlyHere(answer.trackingUrl)}`;
}

/**
 * @param {any} answer of /admin/sources/{source}
 * @param {string} chosen the name of an SDK, or an empty text for the webhook
 */
export function connect(answer, chosen) {
  const each = SDKS.find((other) => other.name === chosen) ?? null;
  const choice = (name, title) =>
    html`<button aria-pressed=${(each?.name ?? "") === name} @click=${() => setQuery({ connect: name }, { replace: true })}>${title}</button>`;
  return html`<section class="card">
    <header>
      <h2>Connect it</h2>
      <span class="muted small">from Segment, or straight from an SDK</span>
    </header>
    <div class="body stack">
      <div class="choices many" role="group" aria-label="What to connect">
        ${choice("", "Segment’s webhook")} ${SDKS.map((other) => choice(other.name, other.title))}
      </div>
      ${each === null ? webhook(answer) : sdk(each, answer)}
    </div>
  </section>`;
}

function credential(each) {
  const never = each.lastUsedAt === null;
  return html`<li>
    <div class="row">
      <strong>${each.name}</strong>
      <span class="muted">${each.kind === "write-key" ? "of SDKs" : "of webhooks"}</span>
      <span class="end">${never ? badge("not used yet", "idle") : badge("in use", "ok")}</span>
    </div>
    <div class="muted small">
      ${never ? "Nothing came with it yet." : html`Last used <r-time .value=${each.lastUsedAt}></r-time>.`}
    </div>
  </li>`;
}

/** @param {any} answer of /admin/sources/{source} */
export function credentials(answer) {
  return html`<section class="card">
    <header>
      <h2>Keys and secrets</h2>
      <span class="muted small">when each was used last</span>
    </header>
    ${answer.credentials.length === 0
      ? html`<p class="body muted">This source has neither a write key nor a shared secret, so nothing can come in.</p>`
      : html`<ul class="rows lines">
          ${answer.credentials.map(credential)}
        </ul>`}
  </section>`;
}
