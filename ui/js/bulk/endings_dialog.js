// The dialog 'End access…': everything a person could lose, source by source.

import { endings } from "../backend.js";
import { find, make, setText } from "../parts/dom.js";
import { counted, sentence } from "../parts/words.js";

/** @import { ChosenChange, Ending, InSource } from "../../types/ipc.js" */

const dialog = /** @type {HTMLDialogElement} */ (find("#endings-dialog"));
const list = find("#endings-list");
const error = find("#endings-error");

/** @type {Ending[]} */
let offered = [];

/**
 * @param {InSource} person
 * @param {string} name
 * @returns {Promise<ChosenChange[] | null>} `null` when nothing was chosen
 */
export async function askForEndings(person, name) {
  offered = await endings(person);
  setText(find("#endings-title"), `End access of ${name}`);
  list.replaceChildren(...groups());
  error.hidden = true;
  count();
  dialog.returnValue = "";
  dialog.showModal();
  find(".body", dialog).scrollTop = 0;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "preview" ? chosen() : null), { once: true });
  });
}

/** A group of check boxes for each source. */
function groups() {
  /** @type {Map<string, HTMLElement[]>} */
  const bySource = new Map();
  offered.forEach((ending, place) => {
    const boxes = bySource.get(ending.source) ?? [];
    bySource.set(ending.source, [...boxes, choice(ending, place)]);
  });
  if (bySource.size === 0) return [make("p", {}, "No source tells of an access that could be ended here.")];
  return [...bySource].map(([source, boxes]) => {
    const name = offered.find((ending) => ending.source === source)?.sourceName ?? "";
    return make("fieldset", { className: "endings" }, make("legend", { dir: "auto" }, name), ...boxes);
  });
}

function choice(/** @type {Ending} */ { words, destructive, whyNot }, /** @type {number} */ place) {
  const box = make("input", { type: "checkbox", value: String(place), disabled: whyNot !== "" });
  const label = make("label", { className: "choice" }, box, " ", make("span", { dir: "auto" }, words));
  const note = make("span", { className: "note", id: `ending-${place}` });
  if (whyNot) note.append(sentence(whyNot));
  else if (destructive) note.append(make("span", { className: "badge bad" }, "Cannot be taken back"));
  box.setAttribute("aria-describedby", note.id);
  return make("div", { className: "ending" }, label, note);
}

/** @returns {ChosenChange[]} */
const chosen = () =>
  [.../** @type {NodeListOf<HTMLInputElement>} */ (list.querySelectorAll("input:checked"))].map(({ value }) => {
    const { source, accountId, change } = offered[Number(value)];
    return { source, accountId, change };
  });

function count() {
  const { length } = chosen();
  setText(find("#endings-count"), length === 0 ? "" : `${counted(length, "change")} chosen`);
  if (length > 0) error.hidden = true;
}

list.addEventListener("change", count);
find("form", dialog).addEventListener("submit", (event) => {
  event.preventDefault();
  error.hidden = chosen().length > 0;
  if (error.hidden) dialog.close("preview");
});
find("[data-cancel]", dialog).addEventListener("click", () => dialog.close(""));
