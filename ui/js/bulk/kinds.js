// What can be done to users: what it is called, where it can be done, and what is asked before.

import { counted, listed, sentence } from "../parts/words.js";
import { limitsOf, reasonAgainstAction } from "../users/support.js";

/** @import { Action, ActionRequest, ConnectionType, PlanRequest, PlanView } from "../../types/ipc.js" */

/**
 * @typedef {object} Kind
 * @property {ActionRequest["kind"] | "changeDirectory" | "invalidatePassword"} name
 * @property {string} label
 * @property {Action} row of the support matrix
 * @property {{ type: ConnectionType, otherwise: string }} [only] where the row tells of other actions as well
 * @property {"groups" | "apps" | "issue"} [asks] what has to be chosen before
 * @property {(users: string) => string} [confirm] what a button says that does it to “12 users”
 */

/** @type {Kind[]} */
export const kinds = [
  {
    name: "addToGroups",
    label: "Add to groups",
    row: "changeGroups",
    asks: "groups",
    confirm: (users) => `Add ${users} to groups`,
  },
  {
    name: "removeFromGroups",
    label: "Remove from groups",
    row: "changeGroups",
    asks: "groups",
    confirm: (users) => `Remove ${users} from groups`,
  },
  {
    name: "removeApps",
    label: "Remove application access",
    row: "changeGroups",
    asks: "apps",
    confirm: (users) => `Remove access of ${users}`,
  },
  { name: "suspend", label: "Suspend access", row: "suspend", confirm: (users) => `Suspend ${users}` },
  { name: "restore", label: "Restore access", row: "suspend", confirm: (users) => `Restore ${users}` },
  { name: "deactivate", label: "Deactivate account", row: "deactivate", confirm: (users) => `Deactivate ${users}` },
  { name: "reactivate", label: "Reactivate account", row: "deactivate", confirm: (users) => `Reactivate ${users}` },
  {
    name: "deleteFromSite",
    label: "Delete from site",
    row: "delete",
    only: { type: "jiraCloud", otherwise: "an organization has no users of a site only" },
    confirm: (users) => `Delete ${users} from site`,
  },
  {
    name: "removeFromDirectory",
    label: "Remove from directory",
    row: "delete",
    only: { type: "access", otherwise: "Jira Cloud has no user directories" },
    confirm: (users) => `Remove ${users} from directory`,
  },
  {
    name: "deleteAccount",
    label: "Delete account",
    row: "delete",
    only: { type: "access", otherwise: "belongs to the account, so to the organization that manages it" },
    confirm: (users) => `Delete accounts of ${users}`,
  },
  {
    name: "cancelDeletion",
    label: "Cancel deletion",
    row: "cancelDeletion",
    confirm: (users) => `Cancel deletion of ${users}`,
  },
  {
    name: "createIssue",
    label: "Create Jira issue",
    row: "createIssue",
    asks: "issue",
    confirm: (users) => `Create issues about ${users}`,
  },
  { name: "changeDirectory", label: "Change directory", row: "changeDirectory" },
  { name: "invalidatePassword", label: "Invalidate password", row: "invalidatePassword" },
];

export const kindOf = (/** @type {string} */ name) => kinds.find((kind) => kind.name === name);

/** “Add to groups…” where something is asked before. */
export const menuLabel = (/** @type {Kind} */ { label, asks }) => (asks ? `${label}…` : label);

/**
 * Why none of some types does it, as a sentence; "" where one does.
 * @param {Kind} kind
 * @param {ConnectionType[]} types
 * @param {boolean} hasJira whether there is a source to create issues in
 */
export function whyNot({ row, only, name }, types, hasJira) {
  if (only && !types.includes(only.type)) return sentence(only.otherwise);
  if (name === "createIssue" && !hasJira) return "It goes through a Jira Cloud source, and none is connected.";
  return sentence(reasonAgainstAction(row, types));
}

/** The limits of it, where it can be done. */
export function limits(/** @type {Kind} */ { row, only }, /** @type {ConnectionType[]} */ types) {
  // A row of several actions tells the limits of all of them.
  return only ? "" : sentence(limitsOf(row, types).join("; "));
}

/** What the button says that begins a run: “Suspend 12 users”. */
export function confirmWords(/** @type {PlanRequest} */ request, /** @type {PlanView} */ { users, changes }) {
  switch (request.kind) {
    case "undo":
      return `Undo ${counted(changes, "change")}`;
    case "again":
      return `Run ${counted(changes, "change")} again`;
    case "chosen":
      return `Make ${counted(changes, "change")}`;
    default:
      return kindOf(request.action.kind)?.confirm?.(counted(users, "user")) ?? "";
  }
}

/** “12 users in Acme and Beta”, “6 users (12 changes) in Acme” */
export function amountOf(/** @type {PlanView} */ { users, changes, sources }) {
  const more = changes === users ? "" : ` (${counted(changes, "change")})`;
  const where = sources.length > 3 ? counted(sources.length, "source") : listed(sources);
  return `${counted(users, "user")}${more} in ${where}`;
}
