// Numbers in words. The window speaks English, so its numbers do.

const format = new Intl.NumberFormat("en");

/** “1,234” */
export const number = (/** @type {number} */ n) => format.format(n);

/** “1 user”, “1,234 users” */
export const counted = (/** @type {number} */ n, /** @type {string} */ noun) =>
  `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
