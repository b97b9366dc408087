// The dialog that asks for what an action needs, before its preview.

import { find, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted, listed } from "../parts/words.js";
import { actionFaults, chosenAction, placeActionFields, showActionFaults, showActionFields } from "./action_fields.js";

/** @import { ActionRequest } from "../../types/ipc.js" */
/** @import { Kind } from "./kinds.js" */
/** @import { Scope } from "./scope.js" */

const dialog = /** @type {HTMLDialogElement} */ (find("#action-dialog"));
const form = find("form", dialog);

/**
 * @param {Kind} kind
 * @param {Scope} scope
 * @returns {Promise<ActionRequest | null>} `null` when it was not chosen after all
 */
export function askForAction(kind, scope) {
  setText(find("#action-title"), kind.label);
  const names = scope.sources.map(({ sourceName }) => sourceName);
  const where = names.length > 3 ? counted(names.length, "source") : listed(names);
  setText(find("#action-whom"), `For ${counted(scope.users, "selected user")} in ${where}. A preview comes first.`);
  placeActionFields(find(".body", dialog));
  dialog.returnValue = "";
  dialog.showModal();
  find(".body", dialog).scrollTop = 0;
  showActionFields(kind, scope).catch(showFailure);
  /** @type {HTMLElement | null} */ (
    find(`[data-asks=${kind.asks}]`, dialog).querySelector(":is(input, select):not([hidden])")
  )?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "preview" ? chosenAction() : null), {
      once: true,
    });
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const faults = actionFaults();
  showActionFaults(faults);
  if (faults.length === 0) dialog.close("preview");
});
find("[data-cancel]", dialog).addEventListener("click", () => dialog.close(""));
