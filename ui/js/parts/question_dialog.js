// Asks before something is lost. The harmless answer has the focus: it is the one marked `autofocus`.

import { find, setText } from "./dom.js";

/** @import { HelpLink } from "../../types/ipc.js" */

const dialog = /** @type {HTMLDialogElement} */ (find("#question-dialog"));

/**
 * @param {{ title: string, message: string, hint?: string, link?: HelpLink, source?: string, yes: string, no: string }} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, message, hint = "", link, source = "", yes, no }) {
  setText(find("#question-title"), title);
  setText(find("#question-message"), message);
  setText(find("#question-hint"), hint);
  const linkButton = find("#question-link");
  linkButton.hidden = link === undefined;
  linkButton.dataset.link = link;
  linkButton.dataset.source = source;
  const [yesButton, noButton] = [find("[data-yes]", dialog), find("[data-no]", dialog)];
  setText(yesButton, yes);
  setText(noButton, no);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

find("[data-yes]", dialog).addEventListener("click", () => dialog.close("yes"));
find("[data-no]", dialog).addEventListener("click", () => dialog.close(""));
