// The order of a table, chosen with the buttons in its column headers.

import { find } from "./dom.js";

/**
 * Lets the headers of a table choose its order, and calls back after each choice.
 * @param {string} table selects the table
 * @param {{ column: string, descending: boolean }} order is kept up to date
 * @param {() => void} callback
 */
export function watchHeaders(table, order, callback) {
  /** @type {NodeListOf<HTMLElement>} */
  const headers = document.querySelectorAll(`${table} [data-column]`);
  const mark = () => {
    for (const header of headers) {
      if (header.dataset.column === order.column) header.ariaSort = order.descending ? "descending" : "ascending";
      else header.removeAttribute("aria-sort");
    }
  };
  mark();
  for (const header of headers) {
    find("button", header).addEventListener("click", () => {
      order.descending = header.dataset.column === order.column && !order.descending;
      order.column = header.dataset.column ?? "";
      mark();
      callback();
    });
  }
}
