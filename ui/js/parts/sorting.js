// The order of the list, chosen with the buttons in its column headers.

import { find } from "./dom.js";
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
/** @type {NodeListOf<HTMLElement>} */
const headers = document.querySelectorAll("#sources-table [data-column]");

let column = "name";
let descending = false;

export function sorted(/** @type {SourceView[]} */ sources) {
  const key = sortKeys[column];
  const sign = descending ? -1 : 1;
  return [...sources].sort((a, b) => sign * compare(key(a), key(b)) || compare(a.name, b.name));
}

/** Lets the headers choose the order, and calls back after each choice. */
export function watchHeaders(/** @type {() => void} */ callback) {
  mark();
  for (const header of headers) {
    find("button", header).addEventListener("click", () => {
      descending = header.dataset.column === column && !descending;
      column = header.dataset.column ?? "name";
      mark();
      callback();
    });
  }
}

/** Marks the column that the list is sorted by. */
function mark() {
  for (const header of headers) {
    if (header.dataset.column === column) header.ariaSort = descending ? "descending" : "ascending";
    else header.removeAttribute("aria-sort");
  }
}
