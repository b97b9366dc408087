// An action in words, with the names of its groups and applications.

import { userFacets } from "../backend.js";
import { listed } from "../parts/words.js";
import { emptyFilter, labelOf, learnLabels } from "../users/filter.js";
import { kindOf } from "./kinds.js";

/** @import { ActionRequest, UserFilter } from "../../types/ipc.js" */

/** Learns the names that an action and a filter know by their ids only. */
export async function learnNames(/** @type {ActionRequest} */ action, /** @type {UserFilter} */ filter) {
  const groups = [...filter.groups, ...("groups" in action ? action.groups : [])];
  const facets = await userFacets({ ...emptyFilter(), groups });
  learnLabels([...facets.sources, ...facets.groups, ...facets.apps]);
}

/** “Add to “engineering” and “design”” */
export function actionWords(/** @type {ActionRequest} */ action) {
  const quoted = (/** @type {import("../../types/ipc.js").InSource[]} */ values) =>
    listed(values.map((value) => `“${labelOf(value)}”`));
  switch (action.kind) {
    case "addToGroups":
      return `Add to ${quoted(action.groups)}`;
    case "removeFromGroups":
      return `Remove from ${quoted(action.groups)}`;
    case "removeApps":
      return `Remove access to ${quoted(action.apps)}`;
    case "createIssue":
      return `Create issues in ${action.issue.project}`;
    default:
      return kindOf(action.kind)?.label ?? "";
  }
}
