/** Numbers, durations, sizes and times as people read them. Pure, except for the zone of the viewer. */

const INTEGER = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_OF_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const WHOLE = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "longOffset",
});

/** What stands where there is no value. */
export const NOTHING = "–";

/** @param {number | null | undefined} value @returns {string} exact, such as 1,204,311 */
export function int(value) {
  return value === null || value === undefined ? NOTHING : INTEGER.format(value);
}

/**
 * @param {number | null | undefined} value
 * @param {string} one
 * @param {string} [many]
 * @returns {string} such as "1 event" or "12 events"
 */
export function count(value, one, many = `${one}s`) {
  return `${int(value)} ${value === 1 ? one : many}`;
}

/** @param {number | null | undefined} value @returns {string} with as many digits as say something */
export function decimal(value) {
  if (value === null || value === undefined) return NOTHING;
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 100) return INTEGER.format(value);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.01) return value.toFixed(2);
  return size >= 0.0001 ? value.toPrecision(1) : "< 0.0001";
}

/** @param {number | null | undefined} seconds @returns {string} such as 240 ms, 3.2 s, 4 min 10 s, 2 h 5 min, 3 d 4 h */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds < 0.0005) return "0 s";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return parts(whole, 60, "min", 1, "s");
  if (whole < 86_400) return parts(whole, 3600, "h", 60, "min");
  return parts(whole, 86_400, "d", 3600, "h");
}

function parts(seconds, large, largeUnit, small, smallUnit) {
  const first = Math.floor(seconds / large);
  const second = Math.floor((seconds % large) / small);
  return second === 0 ? `${first} ${largeUnit}` : `${first} ${largeUnit} ${second} ${smallUnit}`;
}

/** @param {number | null | undefined} value @returns {string} such as 812 B, 1.4 MiB */
export function bytes(value) {
  if (value === null || value === undefined) return NOTHING;
  if (value < 1024) return `${int(value)} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let size = value / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/**
 * All and nothing are not rounded to, because the few that are missing are what somebody looks for.
 *
 * @param {number} part
 * @param {number} whole
 * @returns {string} such as 12 %, 0.04 % or 99.98 %
 */
export function percent(part, whole) {
  if (whole === 0) return NOTHING;
  const value = (100 * part) / whole;
  if (value > 99 && value < 100) return nearlyAll(value);
  if (value === 0 || value >= 10) return `${Math.round(value)} %`;
  return value >= 0.1 ? `${value.toFixed(1)} %` : value >= 0.01 ? `${value.toFixed(2)} %` : "< 0.01 %";
}

function nearlyAll(value) {
  if (value > 99.99) return "> 99.99 %";
  // cut and not rounded: 99.96 has another digit than 100
  return value >= 99.9 ? `${(Math.floor(100 * value) / 100).toFixed(2)} %` : `${(Math.floor(10 * value) / 10).toFixed(1)} %`;
}

/** @param {string | Date} instant @returns {string} 14:03:22 today, 27 Nov 14:03 otherwise */
export function time(instant) {
  const date = new Date(instant);
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return CLOCK.format(date);
  const day = date.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR;
  return `${day.format(date)} ${MINUTES.format(date)}`;
}

/** @param {string | Date} instant @returns {string} the full instant in the viewer's zone */
export function fullTime(instant) {
  return WHOLE.format(new Date(instant));
}

/** @param {string | Date} instant @returns {string} such as "12 s ago" or "in 4 min" */
export function ago(instant) {
  const seconds = (Date.now() - new Date(instant).getTime()) / 1000;
  if (Math.abs(seconds) < 2) return "now";
  const words = coarse(Math.abs(seconds));
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

function coarse(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
