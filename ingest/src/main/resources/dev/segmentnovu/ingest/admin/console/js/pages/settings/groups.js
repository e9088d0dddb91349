/** The settings, in the groups of the file. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";

/** The group of a setting: what stands first in its path, and for a source also its name. */
function groupOf(path) {
  const parts = path.split(".");
  return parts[0] === "sources" && parts.length > 2 ? parts.slice(0, 2).join(".") : parts.length > 1 ? parts[0] : "";
}

function text(value) {
  if (value === null || value === undefined || value === "") return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function value(item) {
  if (item.secret) return item.set ? badge("set", "ok", "shield") : html`<span class="muted">not set</span>`;
  const shown = text(item.value);
  return shown === null ? html`<span class="muted">none</span>` : html`<code class="break">${shown}</code>`;
}

function defaults(item) {
  if (item.secret) return nothing;
  if (item.isDefault) return html`<span class="muted small">the default</span>`;
  return html`<span class="small"><span class="muted">default</span> <code class="break">${text(item.default) ?? "none"}</code></span>`;
}

function setting(item, group) {
  const name = group === "" ? item.path : item.path.slice(group.length + 1);
  return html`<li class=${item.isDefault ? "setting" : "setting changed"}>
    <div>
      <code class="break"><strong>${name}</strong></code>
      <div class="muted small">${item.description}</div>
      ${item.variable ? html`<code class="muted small">${item.variable}</code>` : nothing}
    </div>
    <div class="value">${value(item)} ${defaults(item)}</div>
  </li>`;
}

/** @param {any[]} items */
export function groups(items) {
  const found = new Map();
  for (const item of items) {
    const group = groupOf(item.path);
    found.set(group, [...(found.get(group) ?? []), item]);
  }
  return [...found].map(
    ([group, list]) =>
      html`<section class="card">
        <header>
          <h2>${group === "" ? "General" : group}</h2>
        </header>
        <ul class="rows lines">
          ${list.map((item) => setting(item, group))}
        </ul>
      </section>`,
  );
}
