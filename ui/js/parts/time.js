// Dates and times in the user's language.

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const relativeFormat = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** A calendar day, YYYY-MM-DD, as people write it. */
export const day = (/** @type {string} */ iso) => dateFormat.format(new Date(`${iso}T00:00`));

/** The day of a moment, in the user's calendar. */
export const dayOf = (/** @type {string} */ iso) => dateFormat.format(new Date(iso));

/** A moment, RFC 3339. */
export const moment = (/** @type {string} */ iso) => momentFormat.format(new Date(iso));
export const fullMoment = (/** @type {string} */ iso) => fullFormat.format(new Date(iso));

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago a moment was: “5 minutes ago”. */
export function ago(/** @type {string} */ iso) {
  const seconds = (Date.now() - new Date(iso).getTime()) / 1000;
  for (const [unit, length] of units) {
    if (seconds >= length) return relativeFormat.format(-Math.floor(seconds / length), unit);
  }
  return "just now";
}

/** How long a key still lives, from its days left. */
export function lifetime(/** @type {number} */ daysLeft) {
  if (daysLeft < 0) return `expired ${relativeFormat.format(daysLeft, "day")}`;
  return relativeFormat.format(daysLeft, "day");
}

/** The calendar day some days from today, as YYYY-MM-DD. */
export function dayAhead(/** @type {number} */ days) {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const part = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}
