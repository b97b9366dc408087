// Which filters the types of sources cannot serve, and why, as the types declare it themselves.

import { supportMatrix } from "../backend.js";

/** @import { ConnectionType, SupportMatrix } from "../../types/ipc.js" */

/** @type {SupportMatrix | null} */
let matrix = null;

/** Reads what the types declare; it does not change while the app runs. */
export async function loadSupport() {
  matrix ??= await supportMatrix();
}

/** Why none of the types serves a filter; "" where one does. */
export function reasonAgainst(/** @type {string} */ filter, /** @type {ConnectionType[]} */ types) {
  const cells = matrix?.filters.find(({ name }) => name === filter)?.cells ?? [];
  const asked = cells.filter((_, column) => matrix && types.includes(matrix.columns[column].connectionType));
  return asked.every(({ supported }) => !supported) && asked.length > 0 ? `${asked[0].note}.` : "";
}
