// The columns of the users' table: what each says of a user, and which are shown.

import { dayOf, fullMoment } from "../parts/time.js";
import { accountTypeNames, lastLogin, NOT_TOLD, statusNames } from "./names.js";

/** @import { UserRow } from "../../types/ipc.js" */

/**
 * @typedef {object} Column
 * @property {string} id as in the header's `data-id`
 * @property {string} label
 * @property {number} width in rem; wider tables share out what is left
 * @property {(user: UserRow) => string} text what is copied
 * @property {(user: UserRow) => string} [title] the whole of it, where the cell may cut it
 */

const list = (/** @type {string[]} */ names) => names.join(", ");

/** @type {Column[]} in the order of the table; the first ones that fit are shown until the user chooses */
export const columns = [
  { id: "name", label: "Name", width: 14, text: ({ name }) => name },
  { id: "email", label: "Email", width: 14, text: ({ email }) => email || NOT_TOLD },
  { id: "source", label: "Source", width: 9, text: ({ sourceName }) => sourceName },
  { id: "status", label: "Status", width: 7.5, text: ({ status }) => statusNames[status] },
  {
    id: "lastActive",
    label: "Last Login",
    width: 8,
    text: (user) => lastLogin(user, dayOf),
    title: (user) => lastLogin(user, fullMoment),
  },
  { id: "groups", label: "Groups", width: 13, text: ({ groups }) => list(groups) || NOT_TOLD },
  { id: "apps", label: "Applications", width: 12, text: ({ apps }) => list(apps) || NOT_TOLD },
  { id: "directory", label: "User Directory", width: 10, text: ({ directory }) => directory || NOT_TOLD },
  {
    id: "added",
    label: "Added",
    width: 8,
    text: ({ added }) => (added ? dayOf(added) : NOT_TOLD),
    title: ({ added }) => (added ? fullMoment(added) : NOT_TOLD),
  },
  { id: "accountType", label: "Account Type", width: 8, text: ({ accountType }) => accountTypeNames[accountType] },
];

/** The width of the select box's column, in rem. */
export const CHECK_WIDTH = 2.75;

/** The e-mail stands below the name; a column of its own is for those who sort by it. */
const OFF_AT_FIRST = ["email"];
const STORED = "columns of the users";

/** @type {string[] | null} what the user chose */
let chosen = JSON.parse(localStorage.getItem(STORED) ?? "null");

/** The columns that are shown in a table so many rem wide. */
export function shownColumns(/** @type {number} */ room) {
  if (chosen) return columns.filter(({ id }) => chosen?.includes(id));
  let left = room - CHECK_WIDTH;
  return columns.filter(({ id, width }) => {
    if (OFF_AT_FIRST.includes(id)) return false;
    left -= width;
    return left >= 0 || id === "name";
  });
}

export function chooseColumns(/** @type {string[]} */ ids) {
  chosen = ids;
  localStorage.setItem(STORED, JSON.stringify(ids));
}
