// The section 'Safety of bulk actions' of the Settings page.

import { find } from "../parts/dom.js";

/** @import { Safety } from "../../types/ipc.js" */

const mostUsers = /** @type {HTMLInputElement} */ (find("#most-users"));
const accounts = /** @type {HTMLTextAreaElement} */ (find("#protected-accounts"));
const groups = /** @type {HTMLTextAreaElement} */ (find("#protected-groups"));
const reasonRequired = /** @type {HTMLInputElement} */ (find("#reason-required"));

/** The limit that was kept last. */
let kept = 0;

export function fillSafety(/** @type {Safety} */ safety) {
  kept = safety.mostUsers;
  mostUsers.value = String(kept);
  mostUsers.ariaInvalid = "false";
  accounts.value = safety.protectedAccounts.join("\n");
  groups.value = safety.protectedGroups.join("\n");
  reasonRequired.checked = safety.reasonRequired;
}

/** What the fields say; a limit that is no number leaves the one before. @returns {Safety} */
export function chosenSafety() {
  const typed = mostUsers.value.trim();
  const isNumber = /^\d{1,9}$/.test(typed);
  mostUsers.ariaInvalid = String(!isNumber);
  find("#most-users-error").hidden = isNumber;
  if (isNumber) kept = Number(typed);
  return {
    mostUsers: kept,
    protectedAccounts: linesOf(accounts),
    protectedGroups: linesOf(groups),
    reasonRequired: reasonRequired.checked,
  };
}

const linesOf = (/** @type {HTMLTextAreaElement} */ { value }) =>
  value
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
