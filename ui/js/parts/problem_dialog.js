// Says what went wrong and what to do next. The raw cause is one click away, and all can be copied.
// 'Close' is marked `autofocus`: WebKit drops a call of focus() while the details of the last time are still closing.

import { find, setText } from "./dom.js";

/** @import { IpcError, Problem } from "../../types/ipc.js" */

const dialog = /** @type {HTMLDialogElement} */ (find("#problem-dialog"));
const copied = find("#problem-copied");

/**
 * @param {string} title names the source
 * @param {Problem} problem
 * @param {string[]} [choices] further buttons
 * @returns {Promise<string>} the label of the button that closed it
 */
export function showProblem(title, problem, choices = []) {
  setText(find("#problem-title"), title);
  setText(find("#problem-message"), problem.message);
  setText(find("#problem-hint"), problem.hint);
  setText(find("#problem-detail"), problem.detail);
  setText(copied, "");
  const details = /** @type {HTMLDetailsElement} */ (find("#problem-details"));
  details.hidden = problem.detail === "";
  details.open = false;
  find("#problem-choices").replaceChildren(
    ...choices.map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => dialog.close(label));
      return button;
    }),
  );
  dialog.returnValue = "Close";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** Shows the error of something that no form can mend. */
export function showFailure(/** @type {IpcError} */ error) {
  return showProblem("This did not work", error);
}

find("[data-close]", dialog).addEventListener("click", () => dialog.close("Close"));
find("[data-copy]", dialog).addEventListener("click", async () => {
  const parts = ["#problem-title", "#problem-message", "#problem-hint", "#problem-detail"];
  const text = parts
    .map((part) => find(part).textContent)
    .filter(Boolean)
    .join("\n");
  await navigator.clipboard.writeText(text).then(
    () => setText(copied, "Copied"),
    () => setText(copied, "The clipboard cannot be used"),
  );
});
