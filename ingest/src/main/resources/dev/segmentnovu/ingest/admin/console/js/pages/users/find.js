/** Looks for the users that an id or an e-mail address stands for. */
import { api, path } from "../../api.js";
import { isKnown } from "./state.js";

/** Where the relay found an e-mail address. */
const PLACES = { queue: "in a waiting event", "dead-letters": "in a dead letter", novu: "a subscriber of Novu" };

/**
 * @typedef {object} Found
 * @property {string} source
 * @property {string} userId
 * @property {string} why it was found
 * @property {any} user what the relay has of the user
 */

/**
 * @param {string} text a user id or an e-mail address
 * @param {string[]} sources to look in
 * @param {AbortSignal} signal
 * @returns {Promise<{items: Found[], byEmail: boolean}>} byEmail: whether e-mail addresses could be looked up
 */
export async function findUsers(text, sources, signal) {
  const [byId, byEmail] = await Promise.all([usersWithId(text, sources, signal), usersWithEmail(text, signal)]);
  const items = byId;
  for (const each of byEmail ?? []) {
    if (items.some((other) => other.source === each.source && other.userId === each.userId)) continue;
    if (!sources.includes(each.source)) continue;
    const user = await readUser(each.source, each.userId, signal);
    items.push({ source: each.source, userId: each.userId, why: PLACES[each.where] ?? each.where, user });
  }
  return { items, byEmail: byEmail !== null };
}

function readUser(source, userId, signal) {
  return api.get(path`/admin/users/${source}/${userId}`, {}, { signal });
}

async function usersWithId(text, sources, signal) {
  const users = await Promise.all(sources.map((source) => readUser(source, text, signal)));
  return users.filter(isKnown).map((user) => ({ source: user.source, userId: text, why: "the user id", user }));
}

/** Null if this relay cannot look for e-mail addresses, or the text is none. */
async function usersWithEmail(text, signal) {
  if (!text.includes("@")) return [];
  try {
    return (await api.get("/admin/users/search", { email: text }, { signal })).items;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
