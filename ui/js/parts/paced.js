// Has something done no more often than people can read, and while they can.

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

/**
 * The same for a page's news: what came while the window was not seen is shown once it is. Another page is read anew
 * when it is gone to.
 */
export function whileSeen(/** @type {HTMLElement} */ view, /** @type {() => Promise<unknown>} */ act) {
  const update = paced(act);
  let isMissed = false;
  const hear = () => {
    isMissed = document.hidden;
    if (!view.hidden && !isMissed) update();
  };
  document.addEventListener("visibilitychange", () => {
    if (isMissed) hear();
  });
  return hear;
}
