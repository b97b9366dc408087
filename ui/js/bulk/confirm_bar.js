// The bar below a preview that begins the run: what will be done, to how many, and what has to be typed before.

import { find, setText } from "../parts/dom.js";
import { number } from "../parts/words.js";
import { amountOf } from "./kinds.js";

/** @import { Confirmation, PlanView } from "../../types/ipc.js" */

const bar = /** @type {HTMLFormElement} */ (find("#confirm-bar"));
const reason = /** @type {HTMLInputElement} */ (find("#run-reason"));
const typed = /** @type {HTMLInputElement} */ (find("#run-typed"));
const button = /** @type {HTMLButtonElement} */ (find("[type=submit]", bar));

/** @type {PlanView | null} */
let plan = null;
/** @type {(confirmation: Confirmation) => Promise<unknown>} */
let begin = async () => {};

/**
 * @param {PlanView} shown
 * @param {string} words of the button
 * @param {typeof begin} confirmed begins the run
 */
export function showConfirmBar(shown, words, confirmed) {
  plan = shown;
  begin = confirmed;
  const { users, over, destructive, reasonRequired, title } = plan;
  bar.hidden = false;
  const isRefused = users === 0 || over !== null;
  setText(find("[data-slot=what]", bar), users === 0 ? "There is nothing to do." : title);
  setText(find("[data-slot=amount]", bar), users === 0 ? "" : amountOf(plan));
  find("[data-slot=over]", bar).hidden = over === null;
  setText(
    find("[data-slot=over-text]", bar),
    over === null ? "" : `This would change ${number(users)} users; one run may change ${number(over)}.`,
  );
  find("[data-slot=for-good]", bar).hidden = isRefused || !destructive;
  find("[data-field=reason]", bar).hidden = isRefused;
  find("[data-field=typed]", bar).hidden = isRefused || !destructive;
  setText(find("label[for=run-typed]", bar), `Type ${users} to confirm`);
  find("#run-reason-help", bar).hidden = !reasonRequired;
  reason.setAttribute("aria-required", String(reasonRequired));
  setText(button, users === 0 ? "Nothing to do" : words);
  button.classList.toggle("filled", destructive);
  button.classList.toggle("primary", !destructive);
  button.disabled = isRefused;
  showFaults({});
}

export function hideConfirmBar() {
  bar.hidden = true;
}

/** Forgets what was typed for another preview. */
export function clearConfirmBar() {
  reason.value = typed.value = "";
}

/** What is missing. @returns {{ reason?: string, typed?: string }} */
function faults() {
  if (!plan) return {};
  const isTyped = typed.value.replace(/[\s,.]/g, "") === String(plan.users);
  return {
    ...(plan.reasonRequired && reason.value.trim() === "" ? { reason: "Note why this is done." } : {}),
    ...(plan.destructive && !isTyped ? { typed: `Type the number of users: ${plan.users}.` } : {}),
  };
}

function showFaults(/** @type {{ reason?: string, typed?: string }} */ found) {
  for (const [input, message] of /** @type {const} */ ([
    [reason, found.reason],
    [typed, found.typed],
  ])) {
    const error = find(`#${input.id}-error`, bar);
    setText(error, message ?? "");
    error.hidden = !message;
    input.ariaInvalid = String(Boolean(message));
  }
  if (found.reason) reason.focus();
  else if (found.typed) typed.focus();
}

bar.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!plan || button.disabled) return;
  const found = faults();
  showFaults(found);
  if (found.reason || found.typed) return;
  button.disabled = true;
  const confirmation = { typed: plan.destructive ? plan.users : null, reason: reason.value.trim() };
  await begin(confirmation).finally(() => {
    button.disabled = false;
    if (document.activeElement === document.body) button.focus();
  });
});
