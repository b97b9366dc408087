// Numbers in words. The window speaks English, so its numbers do.

const format = new Intl.NumberFormat("en");

/** “1,234” */
export const number = (/** @type {number} */ n) => format.format(n);

/** “1 user”, “1,234 users” */
export const counted = (/** @type {number} */ n, /** @type {string} */ noun) =>
  `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

/** “about 3 minutes left” */
export function timeLeft(/** @type {number} */ seconds) {
  if (seconds < 60) return `${counted(Math.max(1, Math.round(seconds)), "second")} left`;
  return seconds < 3600
    ? `about ${counted(Math.round(seconds / 60), "minute")} left`
    : `about ${counted(Math.round(seconds / 3600), "hour")} left`;
}

/** “Acme”, “Acme and Beta”, “Acme, Beta and Gamma” */
export function listed(/** @type {string[]} */ words) {
  const [last, ...others] = words.toReversed();
  return others.length === 0 ? (last ?? "") : `${others.toReversed().join(", ")} and ${last}`;
}

/** A reason as a sentence. */
export const sentence = (/** @type {string} */ words) =>
  words && `${words[0].toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
