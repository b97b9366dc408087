// What the types of sources cannot do, and why, as they declare it themselves.

import { supportMatrix } from "../backend.js";

/** @import { Action, ConnectionType, Filter, Support, SupportMatrix } from "../../types/ipc.js" */

/** @type {SupportMatrix | null} */
let matrix = null;

/** Reads what the types declare; it does not change while the app runs. */
export async function loadSupport() {
  matrix ??= await supportMatrix();
}

/** What each kind of users of these types declares of a filter or an action. */
function cellsOf(
  /** @type {"filters" | "actions"} */ part,
  /** @type {Filter | Action} */ row,
  /** @type {ConnectionType[]} */ types,
) {
  const cells = matrix?.[part].find(({ name }) => name === row)?.cells ?? [];
  return cells.filter((_, column) => matrix && types.includes(matrix.columns[column].connectionType));
}

const isNowhere = (/** @type {Support[]} */ cells) => cells.length > 0 && cells.every(({ supported }) => !supported);

/** Why none of the types serves a filter; "" where one does. */
export function reasonAgainst(/** @type {string} */ filter, /** @type {ConnectionType[]} */ types) {
  const cells = cellsOf("filters", /** @type {Filter} */ (filter), types);
  return isNowhere(cells) ? `${cells[0].note}.` : "";
}

/** Why none of the types does an action; "" where one does. */
export function reasonAgainstAction(/** @type {Action} */ action, /** @type {ConnectionType[]} */ types) {
  const cells = cellsOf("actions", action, types);
  return isNowhere(cells) ? cells[0].note : "";
}

/** The limits that types declare of an action they do. */
export function limitsOf(/** @type {Action} */ action, /** @type {ConnectionType[]} */ types) {
  const notes = cellsOf("actions", action, types).flatMap(({ supported, note }) => (supported && note ? [note] : []));
  return [...new Set(notes)];
}
