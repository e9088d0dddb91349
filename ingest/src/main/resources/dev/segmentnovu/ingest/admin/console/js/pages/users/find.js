/** Looks for the users that an id or an e-mail address stands for. */
import { api, path } from "../../api.js";
import { isMasked } from "../../reveal.js";
import { isKnown } from "./state.js";

/** Where the relay found an e-mail address. */
const PLACES = { queue: "in a waiting event", "dead-letters": "in a dead letter" };

/**
 * @typedef {object} Found
 * @property {string} source
 * @property {string} userId
 * @property {string} why it was found
 * @property {any | null} user what the relay has of the user; null if the id is masked, so that nothing can be asked
 */

/**
 * @param {string} text a user id or an e-mail address
 * @param {string[]} sources to look in
 * @param {AbortSignal} signal
 * @returns {Promise<{items: Found[], complete: boolean}>} complete: whether all events were searched
 */
export async function findUsers(text, sources, signal) {
  const [byId, byEmail] = await Promise.all([usersWithId(text, sources, signal), usersWithEmail(text, signal)]);
  const items = byId;
  for (const each of byEmail.items) {
    if (items.some((other) => other.source === each.source && other.userId === each.userId)) continue;
    if (!sources.includes(each.source)) continue;
    const user = isMasked(each.userId) ? null : await readUser(each.source, each.userId, signal);
    items.push({ source: each.source, userId: each.userId, why: PLACES[each.where] ?? each.where, user });
  }
  return { items, complete: byEmail.complete };
}

function readUser(source, userId, signal) {
  return api.get(path`/admin/users/${source}/${userId}`, {}, { signal });
}

async function usersWithId(text, sources, signal) {
  const users = await Promise.all(sources.map((source) => readUser(source, text, signal)));
  return users.filter(isKnown).map((user) => ({ source: user.source, userId: text, why: "the user id", user }));
}

/** Nobody, and completely, if the text is no e-mail address. */
function usersWithEmail(text, signal) {
  return isEmail(text) ? api.get("/admin/users/search", { email: text }, { signal }) : { items: [], complete: true };
}

/** @param {string} text @returns {boolean} whether it is looked up as an e-mail address too */
export function isEmail(text) {
  return text.includes("@");
}
