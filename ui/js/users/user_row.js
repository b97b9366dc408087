// One user as a row of the table. Rows are used again for other users as the table is scrolled.

import { make, setText } from "../parts/dom.js";
import { NOT_TOLD, personHash } from "./names.js";

/** @import { UserRow } from "../../types/ipc.js" */
/** @import { Column } from "./columns.js" */

/** Makes an empty row with a cell for each column. */
export function newRow(/** @type {Column[]} */ columns) {
  // The table is one stop of the Tab key: the keys of its rows do what the controls in them do.
  const check = make("td", { className: "check" }, make("input", { type: "checkbox", tabIndex: -1 }));
  return make("tr", {}, check, ...columns.map(({ id }) => (id === "name" ? nameCell() : textCell(id))));
}

const nameCell = () =>
  make(
    "th",
    { scope: "row", className: "name" },
    make("a", { dir: "auto", tabIndex: -1 }),
    make("span", { className: "email" }),
  );

const textCell = (/** @type {string} */ id) =>
  make("td", { className: id }, make("span", { className: "text", dir: "auto" }));

/**
 * @param {HTMLTableRowElement} row
 * @param {Column[]} columns
 * @param {number} index its place among those that match
 * @param {UserRow | undefined} user `undefined` while it has not come
 */
export function fillRow(row, columns, index, user) {
  row.id = `user-${index}`;
  row.dataset.index = String(index);
  // The header is the first row.
  row.ariaRowIndex = String(index + 2);
  row.ariaSelected = String(user?.selected ?? false);
  row.dataset.status = user?.status ?? "";
  row.classList.toggle("coming", !user);
  const box = /** @type {HTMLInputElement} */ (row.cells[0].firstElementChild);
  box.checked = user?.selected ?? false;
  box.ariaLabel = `Select ${user?.name ?? ""}`;
  columns.forEach((column, place) => {
    const cell = row.cells[place + 1];
    const main = /** @type {HTMLElement} */ (cell.firstElementChild);
    setText(main, user ? column.text(user) : "…");
    main.title = user ? (column.title ?? column.text)(user) : "";
    if (column.id === "name") fillName(cell, user, columns);
  });
}

function fillName(
  /** @type {HTMLElement} */ cell,
  /** @type {UserRow | undefined} */ user,
  /** @type {Column[]} */ columns,
) {
  const [link, email] = /** @type {[HTMLAnchorElement, HTMLElement]} */ ([...cell.children]);
  if (user) link.href = personHash(user);
  else link.removeAttribute("href");
  email.hidden = columns.some(({ id }) => id === "email");
  setText(email, user?.email || NOT_TOLD);
  email.title = user?.email ?? "";
}
