// Asks before something is lost. The harmless answer has the focus.

import { find, setText } from "./dom.js";

const dialog = /** @type {HTMLDialogElement} */ (find("#question-dialog"));

/**
 * @param {{ title: string, message: string, hint?: string, yes: string, no: string }} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, message, hint = "", yes, no }) {
  setText(find("#question-title"), title);
  setText(find("#question-message"), message);
  setText(find("#question-hint"), hint);
  const [yesButton, noButton] = [find("[data-yes]", dialog), find("[data-no]", dialog)];
  setText(yesButton, yes);
  setText(noButton, no);
  yesButton.className = "button danger filled";
  dialog.returnValue = "";
  dialog.showModal();
  noButton.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

find("[data-yes]", dialog).addEventListener("click", () => dialog.close("yes"));
find("[data-no]", dialog).addEventListener("click", () => dialog.close(""));
