// Which users are selected. Rust keeps it, since it may be all of a million; here are the ways to change it.

import { queryUsers, selectUsers } from "../backend.js";
import { announce } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted, number } from "../parts/words.js";
import { columns as allColumns } from "./columns.js";
import { emptyFilter } from "./filter.js";

/** @import { SelectionChange, UserQuery, UserRow } from "../../types/ipc.js" */
/** @import { Column } from "./columns.js" */
/** @typedef {Omit<UserQuery, "offset" | "limit">} Question */

/** How many rows are copied as text; an export takes any number. */
const COPIED = 10_000;

/** Changes come one after the other, in the order of the keys pressed. */
/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** Changes the selection, then calls back; says how many are selected. */
export function select(/** @type {SelectionChange[]} */ changes, /** @type {() => void} */ done) {
  last = last
    .then(async () => {
      let selected = 0;
      for (const change of changes) selected = await selectUsers(change);
      announce(`${number(selected)} selected`);
      done();
    })
    .catch(showFailure);
}

/**
 * Copies the selected users, or the one given where none is, as lines of text with the shown columns.
 * @param {Question} question
 * @param {Column[]} columns
 * @param {number} selected how many are
 * @param {UserRow | undefined} active
 */
export async function copy(question, columns, selected, active) {
  const filter = { ...emptyFilter(), onlySelected: true };
  const rows = selected
    ? queryUsers({ ...question, filter, offset: 0, limit: COPIED }).then(({ rows }) => rows)
    : Promise.resolve(active ? [active] : []);
  const text = rows.then((rows) => new Blob([linesOf(rows, columns)], { type: "text/plain" }));
  // The clipboard is asked at once, while the key is still down: WebKit refuses what comes later.
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
  const copied = counted((await rows).length, "user");
  announce(selected > COPIED ? `Copied the first ${copied}. Export takes all of them.` : `Copied ${copied}`);
}

function linesOf(/** @type {UserRow[]} */ rows, /** @type {Column[]} */ columns) {
  // The e-mail stands in the name's column, where it has none of its own.
  const email = allColumns.filter(({ id }) => id === "email" && !columns.some((column) => column.id === id));
  const texts = columns.flatMap((column) => (column.id === "name" ? [column, ...email] : [column]));
  return rows.map((row) => texts.map(({ text }) => text(row).replace(/\s+/g, " ")).join("\t")).join("\n");
}
