// Numbers in words.

/** “1 user”, “1,234 users” */
export const counted = (/** @type {number} */ n, /** @type {string} */ noun) =>
  `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;
