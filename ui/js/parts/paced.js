// Has something done no more often than people can read.

import { showFailure } from "./problem_dialog.js";

/** The least time between two times, in milliseconds. */
const PAUSE = 250;

/** Calls that come too early, or while one is under way, become one. */
export function paced(/** @type {() => Promise<unknown>} */ act) {
  let isWaiting = false;
  let isNews = false;

  async function call() {
    isNews = true;
    if (isWaiting) return;
    isWaiting = true;
    while (isNews) {
      isNews = false;
      await act().catch(showFailure);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    isWaiting = false;
  }
  return call;
}
