// The order of the sources, by the column that was chosen.

import { typeNames } from "./source_row.js";

/** @import { SourceView } from "../../types/ipc.js" */

/** @type {Record<string, (source: SourceView) => string>} what each column is sorted by */
const sortKeys = {
  name: (source) => source.name,
  type: (source) => typeNames[source.connectionType],
  updatedBy: (source) => source.lastUpdatedBy,
  updated: (source) => source.lastUpdated,
  // Without a date last: nothing is known to be urgent about them.
  expires: (source) => source.expiresOn ?? "9999",
  status: (source) => (source.status.state === "error" ? "0" : "1"),
};

/** “Site 9” before “Site 10” */
const { compare } = new Intl.Collator(undefined, { numeric: true });

/**
 * @param {SourceView[]} sources
 * @param {{ column: string, descending: boolean }} order
 */
export function sorted(sources, { column, descending }) {
  const key = sortKeys[column];
  const sign = descending ? -1 : 1;
  return [...sources].sort((a, b) => sign * compare(key(a), key(b)) || compare(a.name, b.name));
}
