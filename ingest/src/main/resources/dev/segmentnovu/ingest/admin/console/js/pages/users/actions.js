/** What an operator can do for one user. Each asks first if it loses or stops something. */
import { confirm } from "../../elements/confirm.js";
import { api, path } from "../../api.js";
import { count, int } from "../../format.js";
import { say, sayProblem } from "../../toast.js";

/** As many records as one request counts. */
const MOST_COUNTED = 1000;

/** @typedef {import("./state.js").User} User */

function address(user, action) {
  return `${path`/admin/users/${user.source}/${user.userId}`}/${action}`;
}

async function act(user, action, done) {
  try {
    await api.post(address(user, action));
    say(done);
    return true;
  } catch (error) {
    sayProblem(error);
    return false;
  }
}

/** @param {User} user whose first event failed */
export function retry(user) {
  return act(user, "retry", `A worker tries the first event of ${user.userId} now`);
}

/** @param {User} user */
export async function skip(user) {
  const [first] = user.events;
  const rest = user.waiting - 1;
  const sure = await confirm({
    title: `Skip the first of ${count(user.waiting, "event")}: ${first?.event ?? first?.type ?? "unknown"}?`,
    text: `It becomes a dead letter, from where it can be replayed. ${rest > 0 ? `The next of the other ${count(rest, "event")} is due then.` : "No other event waits."}`,
    action: "Skip the event",
    danger: true,
  });
  return sure && act(user, "skip", `Moved the first event of ${user.userId} to the dead letters`);
}

/** @param {User} user */
export async function park(user) {
  const sure = await confirm({
    title: `Park ${user.userId}?`,
    text: `${user.waiting === 0 ? "No event waits now, but new ones" : `${count(user.waiting, "event")}, and all that come,`} will wait until somebody unparks the user. A delivery under way is finished.`,
    action: "Park the user",
  });
  return sure && act(user, "park", `Parked ${user.userId}`);
}

/** @param {User} user */
export function unpark(user) {
  return act(user, "unpark", `Unparked ${user.userId}: ${count(user.waiting, "event")} can be delivered again`);
}

/** How much there is of a user. */
async function amounts(user) {
  const { source, userId } = user;
  const [letters, deliveries] = await Promise.all([
    api.get("/admin/dead-letters", { source, userId, limit: 1 }),
    api.get("/admin/deliveries", { source, userId, limit: MOST_COUNTED }),
  ]);
  const records = deliveries.items.length;
  return {
    letters: count(letters.total, "dead letter"),
    deliveries: `${deliveries.next === null ? int(records) : `more than ${int(records)}`} ${records === 1 ? "record of a delivery" : "records of deliveries"}`,
  };
}

/**
 * Asks, and removes all that the relay stores of a user.
 *
 * @param {User} user
 * @returns {Promise<boolean>} whether it is done
 */
export async function forget(user) {
  try {
    const { letters, deliveries } = await amounts(user);
    const sure = await confirm({
      title: `Forget ${user.userId}?`,
      text: `This deletes ${count(user.waiting, "waiting event")}, ${letters} and ${deliveries} for good, here and not at Novu. New events of the user are accepted.`,
      action: "Forget the user",
      danger: true,
    });
    if (!sure) return false;
    const gone = await api.remove(path`/admin/users/${user.source}/${user.userId}`);
    say(
      `Forgot the user: ${count(gone.queued, "waiting event")}, ${count(gone.deadLetters, "dead letter")}, ${count(gone.deliveries, "record of deliveries", "records of deliveries")} and ${count(gone.rejections, "rejection")} are deleted`,
    );
    return true;
  } catch (error) {
    sayProblem(error);
    return false;
  }
}
