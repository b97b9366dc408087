// The users' table: any of a million rows can be moved to, selected and opened with the keyboard.

import { queryUsers } from "../backend.js";
import { find } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { rowBlocks } from "../parts/row_blocks.js";
import { watchHeaders } from "../parts/sorting.js";
import { virtualRows } from "../parts/virtual_rows.js";
import { CHECK_WIDTH, columns, shownColumns } from "./columns.js";
import { currentFilter } from "./filter.js";
import { personHash } from "./names.js";
import { copy, select } from "./selection.js";
import { fillRow, newRow } from "./user_row.js";

/** @import { SelectionChange, UserPage } from "../../types/ipc.js" */
/** @import { Question } from "./selection.js" */

const scroller = find("#users-scroll");
const table = /** @type {HTMLTableElement} */ (find("#users-table"));
const selectAll = /** @type {HTMLInputElement} */ (find("#select-all"));

const order = { column: "name", descending: false };
let shown = columns;
/** The row that the keys are for, and the one where a range of selected rows begins. */
let active = 0;
let anchor = 0;
/** Whether the next new answer is shown from its first row on. */
let toTop = true;
/** @type {Omit<UserPage, "rows">} */
let counts = { version: 0, total: 0, all: 0, selected: 0, allSelected: 0 };
/** @type {(counts: Omit<UserPage, "rows">) => void} tells the page of new counts */
let tell = () => {};

/** @returns {Question} */
const question = () => ({
  filter: currentFilter(),
  sort: /** @type {Question["sort"]} */ (order.column),
  descending: order.descending,
});

const ask = (/** @type {Question} */ asked, /** @type {number} */ offset, /** @type {number} */ limit) =>
  queryUsers({ ...asked, offset, limit });

const rows = rowBlocks(ask, (page, isNew) => {
  counts = page;
  if (isNew && toTop) {
    toTop = false;
    active = anchor = 0;
    view.toTop();
  }
  active = Math.max(0, Math.min(active, page.total - 1));
  table.ariaRowCount = String(page.total + 1);
  view.setTotal(page.total);
  showActive();
  selectAll.checked = page.total > 0 && page.selected === page.total;
  selectAll.indeterminate = page.selected > 0 && page.selected < page.total;
  tell(page);
});

const view = virtualRows({
  scroller,
  table,
  newRow: () => newRow(shown),
  fillRow: (row, index) => {
    fillRow(/** @type {HTMLTableRowElement} */ (row), shown, index, rows.at(index));
    row.classList.toggle("active", index === active);
  },
  onSight: rows.need,
});

/** Shows the users that the filter lets through, from the first on. */
export function showFromTop() {
  toTop = true;
  return rows.ask(question());
}

/** Asks for the same users again, since they may have changed. */
export const refresh = () => rows.ask(question(), false);

/** Calls back with the counts of each answer. */
export function onCounts(/** @type {typeof tell} */ callback) {
  tell = callback;
}

/** Puts the table back as it was when its page was left. */
export const restore = view.restore;

/** Gives the table the keys. */
export const focusTable = () => table.focus({ preventScroll: true });

/** Whether a column is shown. */
export const isShown = (/** @type {string} */ id) => shown.some((column) => column.id === id);

/** Shows other columns, where the choice or the room has changed. */
export function layOut() {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const wanted = shownColumns(scroller.clientWidth / rem);
  if (wanted.length === shown.length && wanted.every((column, place) => column === shown[place])) return;
  shown = wanted;
  for (const header of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("[data-id]"))) {
    const column = shown.find(({ id }) => id === header.dataset.id);
    header.hidden = !column;
    header.style.width = `${column?.width}rem`;
  }
  for (const gap of /** @type {NodeListOf<HTMLTableCellElement>} */ (table.querySelectorAll(".gap td")))
    gap.colSpan = shown.length + 1;
  table.style.minWidth = `${shown.reduce((sum, { width }) => sum + width, CHECK_WIDTH)}rem`;
  view.rebuild();
}

export const selectPage = () => {
  const { first, end } = view.inSight();
  if (end > first) change([range(first, end - 1, true)]);
};
export const selectMatching = () => change([{ kind: "all", filter: currentFilter() }]);
export const selectNone = () => change([{ kind: "none" }]);

const change = (/** @type {SelectionChange[]} */ changes) => select(changes, refresh);

/** @returns {SelectionChange} */
const range = (/** @type {number} */ from, /** @type {number} */ to, /** @type {boolean} */ on) => ({
  kind: "range",
  query: { ...question(), offset: 0, limit: 0 },
  from: Math.min(from, to),
  to: Math.max(from, to),
  on,
});

function toggle(/** @type {number} */ index) {
  const user = rows.at(index);
  if (!user) return;
  anchor = index;
  change([{ kind: "one", user: { source: user.source, id: user.accountId }, on: !user.selected }]);
}

/** Moves to a row; with `extend` the range from the anchor ends there. */
function moveTo(/** @type {number} */ index, extend = false) {
  const next = Math.max(0, Math.min(index, counts.total - 1));
  if (extend) {
    const grows = next >= anchor ? active >= anchor && next >= active : active <= anchor && next <= active;
    change([...(grows ? [] : [range(anchor, active, false)]), range(anchor, next, true)]);
  }
  active = next;
  view.reveal(active);
  showActive();
}

function showActive() {
  for (const row of table.querySelectorAll("tr.active")) row.classList.remove("active");
  const row = view.rowAt(active);
  row?.classList.add("active");
  if (row) table.setAttribute("aria-activedescendant", row.id);
  else table.removeAttribute("aria-activedescendant");
}

function open() {
  const user = rows.at(active);
  if (user) location.hash = personHash(user);
}

function copyRows() {
  // What was marked with the mouse is what is meant.
  if (!getSelection()?.isCollapsed) return false;
  copy(question(), shown, counts.allSelected, rows.at(active)).catch(showFailure);
  return true;
}

/** @type {Record<string, (event: KeyboardEvent) => unknown>} what each key does; `false` where it does nothing */
const keys = {
  ArrowDown: ({ shiftKey }) => moveTo(active + 1, shiftKey),
  ArrowUp: ({ shiftKey }) => moveTo(active - 1, shiftKey),
  PageDown: ({ shiftKey }) => moveTo(active + pageSize(), shiftKey),
  PageUp: ({ shiftKey }) => moveTo(active - pageSize(), shiftKey),
  Home: ({ shiftKey }) => moveTo(0, shiftKey),
  End: ({ shiftKey }) => moveTo(counts.total - 1, shiftKey),
  " ": ({ shiftKey }) => (shiftKey ? moveTo(active, true) : toggle(active)),
  Enter: open,
};
/** @type {typeof keys} with Ctrl or ⌘ */
const commands = { a: selectMatching, c: copyRows };

const pageSize = () => {
  const { first, end } = view.inSight();
  return Math.max(1, end - first - 2);
};

table.addEventListener("keydown", (event) => {
  if (event.target !== table || event.altKey) return;
  const act = event.ctrlKey || event.metaKey ? commands[event.key.toLowerCase()] : keys[event.key];
  if (act && act(event) !== false) event.preventDefault();
});

table.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest("tr[data-index]"));
  if (!row || target.closest("a")) return;
  const index = Number(row.dataset.index);
  if (event.shiftKey) {
    getSelection()?.removeAllRanges();
    moveTo(index, true);
  } else {
    if (target.closest(".check") || event.ctrlKey || event.metaKey) toggle(index);
    anchor = index;
    moveTo(index);
  }
  focusTable();
});
table.addEventListener("dblclick", open);
selectAll.addEventListener("change", () => (selectAll.checked ? selectMatching() : selectNone()));
scroller.addEventListener("scroll", showActive);
watchHeaders("#users-table", order, showFromTop);
new ResizeObserver(() => {
  if (scroller.clientWidth > 0) layOut();
}).observe(scroller);
