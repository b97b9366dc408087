// What stands in a view in place of what could not be read.

import { copyOf, fillProblem } from "./dom.js";

/** Says why a view has nothing to show; with `null`, it has something. */
export function showFailed(
  /** @type {HTMLElement} */ view,
  /** @type {import("../../types/ipc.js").Problem | null} */ problem,
) {
  view.querySelector(":scope > .failed")?.remove();
  if (problem === null) return;
  const page = copyOf("failed-page");
  fillProblem(page, problem);
  view.append(page);
}
