// What has to be chosen for an action: groups, applications, or what an issue says. There is one set of these fields;
// it moves into the dialog that opens.

import { chip, showChips } from "../parts/chip.js";
import { find, setText } from "../parts/dom.js";
import { groupSearch } from "../parts/group_search.js";
import { choiceList } from "../users/choice_list.js";
import { keyOf, labelOf, learnLabels } from "../users/filter.js";
import { fillIssue, issue, issueFaults, showIssueFields } from "./issue_fields.js";

/** @import { ActionRequest, Choice, InSource } from "../../types/ipc.js" */
/** @import { Scope } from "./scope.js" */
/** @import { Kind } from "./kinds.js" */

const fields = find("#action-fields");
const groupField = /** @type {HTMLInputElement} */ (find("#action-group"));
const part = (/** @type {string} */ name) => find(`[data-asks=${name}]`, fields);

/** @type {Kind | undefined} */
let kind;
/** @type {Scope | null} */
let scope = null;
/** @type {InSource[]} */
let groups = [];
/** @type {InSource[]} */
let apps = [];

const showApps = choiceList(find(".choice-list", part("apps")), (values) => {
  apps = values;
  showChosen();
});

groupSearch({
  field: groupField,
  list: find("#action-found-groups"),
  sources: () => scope?.sources.map(({ source }) => source) ?? [],
  isChosen: ({ value }) => groups.some((chosen) => keyOf(chosen) === keyOf(value)),
  take: ({ value, label }) => {
    learnLabels([{ value, label }]);
    groups = [...groups, value];
    showChosen();
  },
});

/** Puts the fields into a dialog, filled with an action that is known already. */
export function placeActionFields(/** @type {HTMLElement} */ place, /** @type {ActionRequest | null} */ action = null) {
  place.append(fields);
  groupField.value = "";
  groups = action && "groups" in action ? action.groups : [];
  apps = action && "apps" in action ? action.apps : [];
  fillIssue(action?.kind === "createIssue" ? action.issue : null);
  showActionFaults([]);
}

/** Shows what an action asks for, for some users. */
export async function showActionFields(/** @type {Kind | undefined} */ shown, /** @type {Scope} */ users) {
  kind = shown;
  scope = users;
  for (const name of ["groups", "apps", "issue"]) part(name).hidden = kind?.asks !== name;
  showChosen();
  if (kind?.asks === "issue") await showIssueFields(users);
}

function showChosen() {
  if (groups.length + apps.length > 0) showActionFaults([]);
  const ofSeveral = (scope?.sources.length ?? 0) > 1;
  const nameOf = (/** @type {InSource} */ { source }) =>
    ofSeveral ? ` (${scope?.sources.find((known) => known.source === source)?.sourceName ?? "…"})` : "";
  const chips = groups.map((group) =>
    chip(`${labelOf(group)}${nameOf(group)}`, () => {
      groups = groups.filter((other) => other !== group);
      showChosen();
    }),
  );
  showChips(find(".chips", part("groups")), chips, groupField);
  /** @type {Choice<InSource>[]} */
  const offered = (scope?.apps ?? []).map((app) => ({ ...app, label: `${app.label}${nameOf(app.value)}` }));
  showApps(apps, offered);
}

/** What is missing, by field. @returns {{ field: string, message: string }[]} */
export function actionFaults() {
  if (kind?.asks === "groups" && groups.length === 0)
    return [{ field: "action-group", message: "Choose a group: type a part of its name." }];
  if (kind?.asks === "apps" && apps.length === 0) return [{ field: "action-apps", message: "Choose an application." }];
  return kind?.asks === "issue" ? issueFaults() : [];
}

/** Says what is missing in its place, and goes to the first. */
export function showActionFaults(/** @type {{ field: string, message: string }[]} */ faults) {
  for (const error of /** @type {NodeListOf<HTMLElement>} */ (fields.querySelectorAll(".error"))) {
    const fault = faults.find(({ field }) => `${field}-error` === error.id);
    setText(error, fault?.message ?? "");
    error.hidden = !fault;
    const input = document.getElementById(error.id.replace("-error", ""));
    if (input?.matches("input, select, textarea")) input.ariaInvalid = String(Boolean(fault));
  }
  if (faults.length === 0) return;
  const place = find(`#${faults[0].field}`, fields);
  /** @type {HTMLElement | null} */
  const inside = place.querySelector("input:not([hidden])");
  (inside ?? place).focus();
}

/** The action as it was chosen. @returns {ActionRequest} */
export function chosenAction() {
  switch (kind?.name) {
    case "addToGroups":
    case "removeFromGroups":
      return { kind: kind.name, groups };
    case "removeApps":
      return { kind: kind.name, apps };
    case "createIssue":
      return { kind: kind.name, issue: issue() };
    default:
      return /** @type {ActionRequest} */ ({ kind: kind?.name });
  }
}
