// The menu 'Actions' of the Users page: all there is to do with the selected users. What cannot be done is shown with
// the reason, never left out.

import { find, make } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { typeNames } from "../parts/source_row.js";
import { emptyFilter } from "../users/filter.js";
import { loadSupport } from "../users/support.js";
import { openPreview } from "../views/preview.js";
import { askForAction } from "./action_dialog.js";
import { kinds, limits, menuLabel, whyNot } from "./kinds.js";
import { scopeOf, typesOf } from "./scope.js";

/** @import { Kind } from "./kinds.js" */
/** @import { Scope } from "./scope.js" */
/** @import { ActionRequest } from "../../types/ipc.js" */

const menu = find("#actions-menu");

/** Whether the menu tells of the users that are selected now. */
let isFilled = false;

async function fill() {
  const [scope] = await Promise.all([scopeOf({ ...emptyFilter(), onlySelected: true }), loadSupport()]);
  menu.replaceChildren(make("ul", {}, ...kinds.map((kind) => item(kind, scope))));
}

function item(/** @type {Kind} */ kind, /** @type {Scope} */ scope) {
  const types = typesOf(scope);
  const against = whyNot(kind, types, scope.jira.length > 0);
  const note = make("span", { className: "note", id: `note-${kind.name}` }, against || noteOn(kind, scope));
  const button = make("button", { type: "button" }, menuLabel(kind));
  button.setAttribute("aria-describedby", note.id);
  // The keyboard reaches it all the same: its reason is to be read.
  button.ariaDisabled = String(against !== "");
  button.addEventListener("click", () => {
    if (against) return;
    menu.hidePopover();
    choose(kind, scope).catch(showFailure);
  });
  return make("li", {}, button, note);
}

/** Limits of what can be done, and the types whose users will be refused. */
function noteOn(/** @type {Kind} */ kind, /** @type {Scope} */ scope) {
  const without = typesOf(scope).filter((type) => whyNot(kind, [type], scope.jira.length > 0));
  const notFor = without.map((type) => `Not for users of ${typeNames[type]} sources.`);
  return [limits(kind, typesOf(scope)), ...notFor].filter(Boolean).join(" ");
}

async function choose(/** @type {Kind} */ kind, /** @type {Scope} */ scope) {
  const action = kind.asks ? await askForAction(kind, scope) : /** @type {ActionRequest} */ ({ kind: kind.name });
  if (action) await openPreview({ kind: "selected", action }, { hash: "#users", title: "Users" });
}

menu.addEventListener("beforetoggle", (event) => {
  if (/** @type {ToggleEvent} */ (event).newState === "closed") {
    isFilled = false;
  } else if (!isFilled) {
    // It opens once it is known what to say of each action.
    event.preventDefault();
    fill().then(() => {
      isFilled = true;
      menu.showPopover();
    }, showFailure);
  }
});
