// The dialog 'End access…': everything a person could lose, source by source.

import { endings, userSources } from "../backend.js";
import { find, make, setText } from "../parts/dom.js";
import { ago } from "../parts/time.js";
import { counted, listed, sentence } from "../parts/words.js";

/** @import { Change, ChosenChange, Ending, InSource, UserSource } from "../../types/ipc.js" */

/** @typedef {{ ending: Ending, box: HTMLInputElement, note: HTMLElement }} Choice */

/**
 * What has nothing left to do beside a larger change of the same account in the same source. Deactivating an account
 * leaves its groups and its place in the directory.
 * @type {Partial<Record<Change["kind"], Change["kind"][]>>}
 */
const INCLUDED = {
  deactivate: ["suspend"],
  removeFromDirectory: ["suspend", "removeFromGroup"],
  deleteFromSite: ["removeFromGroup"],
  deleteAccount: ["suspend", "deactivate", "removeFromDirectory", "removeFromGroup"],
};

const dialog = /** @type {HTMLDialogElement} */ (find("#endings-dialog"));
const list = find("#endings-list");
const error = find("#endings-error");

/** @type {Choice[]} */
let choices = [];

/**
 * @param {InSource} person
 * @param {string} name
 * @returns {Promise<ChosenChange[] | null>} `null` when nothing was chosen
 */
export async function askForEndings(person, name) {
  const [offered, sources] = await Promise.all([endings(person), userSources()]);
  choices = offered.map(choice);
  setText(find("#endings-title"), `End access of ${name}`);
  tellAges(sources);
  list.replaceChildren(...groups());
  error.hidden = true;
  settle();
  dialog.returnValue = "";
  dialog.showModal();
  find(".body", dialog).scrollTop = 0;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "preview" ? chosen() : null), { once: true });
  });
}

/** Tells how old what is known is, and of which sources nothing is. */
function tellAges(/** @type {UserSource[]} */ sources) {
  const fetched = sources.flatMap(({ fetchedAt }) => fetchedAt ?? []).sort();
  const [oldest, newest] = [fetched[0], fetched.at(-1)].map((at) => at && ago(at));
  const age = oldest === newest ? `As of ${newest}.` : `As of ${newest}, the oldest ${oldest}.`;
  setText(find("#endings-age"), oldest ? age : "");
  const missing = sources.filter(({ fetchedAt }) => !fetchedAt).map(({ sourceName }) => sourceName);
  setText(find("#endings-unknown"), missing.length > 0 ? `Not synced yet, so not known: ${listed(missing)}.` : "");
}

/** A group of check boxes for each source. */
function groups() {
  /** @type {Map<string, Choice[]>} */
  const bySource = new Map();
  for (const choice of choices) {
    const { source } = choice.ending;
    bySource.set(source, [...(bySource.get(source) ?? []), choice]);
  }
  if (bySource.size === 0) return [make("p", {}, "No source tells of an access that could be ended here.")];
  return [...bySource.values()].map((own) => {
    const legend = make("legend", { dir: "auto" }, own[0].ending.sourceName);
    return make("fieldset", { className: "endings" }, legend, ...own.map(row));
  });
}

function row(/** @type {Choice} */ { ending, box, note }) {
  const label = make("label", { className: "choice" }, box, " ", make("span", { dir: "auto" }, ending.words));
  return make("div", { className: "ending" }, label, note);
}

/** @returns {Choice} */
function choice(/** @type {Ending} */ ending, /** @type {number} */ place) {
  const box = make("input", { type: "checkbox" });
  const note = make("span", { className: "note", id: `ending-${place}` });
  box.setAttribute("aria-describedby", note.id);
  return { ending, box, note };
}

/** Unticks and disables what something larger includes that is ticked; says why, and counts the rest. */
function settle() {
  for (const { ending, box, note } of choices) {
    // The largest comes last.
    const larger = choices.findLast((other) => other.box.checked && includes(other.ending, ending));
    const why = ending.whyNot || (larger ? `included in “${larger.ending.words}”` : "");
    box.disabled = why !== "";
    if (why) box.checked = false;
    const badge = ending.destructive ? make("span", { className: "badge bad" }, warning(ending.change)) : "";
    note.replaceChildren(why ? sentence(why) : badge);
  }
  const { length } = chosen();
  setText(find("#endings-count"), length === 0 ? "" : `${counted(length, "change")} chosen`);
  if (length > 0) error.hidden = true;
}

const includes = (/** @type {Ending} */ larger, /** @type {Ending} */ smaller) =>
  larger.source === smaller.source &&
  larger.accountId === smaller.accountId &&
  INCLUDED[larger.change.kind]?.includes(smaller.change.kind);

/** How far a change that takes something for good can be taken back. */
const warning = (/** @type {Change} */ { kind }) =>
  kind === "deleteAccount" ? "Can be taken back for 14 days only" : "Cannot be taken back";

/** @returns {ChosenChange[]} */
const chosen = () =>
  choices
    .filter(({ box }) => box.checked)
    .map(({ ending: { source, accountId, change } }) => ({ source, accountId, change }));

list.addEventListener("change", settle);
find("form", dialog).addEventListener("submit", (event) => {
  event.preventDefault();
  error.hidden = chosen().length > 0;
  if (error.hidden) dialog.close("preview");
});
find("[data-cancel]", dialog).addEventListener("click", () => dialog.close(""));
