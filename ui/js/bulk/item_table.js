// The changes of a preview or a run as a table: what of it is shown, a search, and rows that come when they are needed.

import { copyOf, find, setText, slot } from "../parts/dom.js";
import { showProblem } from "../parts/problem_dialog.js";
import { rowBlocks } from "../parts/row_blocks.js";
import { segments } from "../parts/segments.js";
import { virtualRows } from "../parts/virtual_rows.js";
import { personHash } from "../users/names.js";
import { outcomeNames, problemOf, remarkOf } from "./outcomes.js";

/** @import { ItemPage, ItemQuery, ItemRow, Outcome, Show } from "../../types/ipc.js" */

/**
 * @param {HTMLElement} place
 * @param {string} label of the table
 * @param {(query: ItemQuery) => Promise<ItemPage>} query
 */
export function itemTable(place, label, query) {
  const root = copyOf("items");
  place.append(root);
  const scroller = find(".items-scroll", root);
  const table = find("table", root);
  const search = /** @type {HTMLInputElement} */ (find("input", root));
  const noMatch = find(".no-match", root);
  scroller.ariaLabel = label;

  /** @type {Show} */
  let show = "all";
  /** @type {Partial<Record<Outcome["kind"], string>>} names of outcomes that are other than usual */
  let names = {};

  const rows = rowBlocks(
    (/** @type {Omit<ItemQuery, "offset" | "limit">} */ asked, offset, limit) => query({ ...asked, offset, limit }),
    (/** @type {ItemPage} */ { total }, isNew) => {
      if (isNew && toTop) view.toTop();
      toTop = false;
      view.setTotal(total);
      noMatch.hidden = total > 0;
    },
  );
  let toTop = false;

  const view = virtualRows({
    scroller,
    table,
    newRow: () => copyOf("item-row"),
    fillRow: (row, index) => fill(row, index, rows.at(index), names),
    onSight: rows.need,
  });

  const tabs = segments(find(".segments", root), (/** @type {Show} */ name) => {
    show = name;
    ask();
  });

  function ask(fromTop = true) {
    toTop ||= fromTop;
    return rows.ask({ show, search: search.value }, fromTop);
  }

  search.addEventListener("input", () => ask());
  table.addEventListener("click", ({ target }) => {
    const details = /** @type {HTMLElement} */ (target).closest("[data-details]");
    const item = details && rows.at(Number(/** @type {HTMLElement} */ (details.closest("tr")).dataset.index));
    const problem = item && problemOf(item.outcome);
    if (problem) showProblem(`${item.change}: ${item.name}`, problem);
  });

  return {
    /** Shows another list from its start, with these tabs. */
    begin(/** @type {[Show, string, number][]} */ shown, /** @type {typeof names} */ newNames = {}) {
      names = newNames;
      show = "all";
      search.value = "";
      tabs.show(shown);
      tabs.press(show);
      return ask();
    },
    /** Asks for the same again, since it may have changed. */
    refresh(/** @type {[Show, string, number][]} */ shown, /** @type {typeof names} */ newNames = {}) {
      names = newNames;
      const isThere = shown.some(([name]) => name === show);
      if (!isThere) show = "all";
      tabs.show(shown);
      tabs.press(show);
      return ask(!isThere);
    },
    restore: view.restore,
  };
}

function fill(
  /** @type {HTMLElement} */ row,
  /** @type {number} */ index,
  /** @type {ItemRow | undefined} */ item,
  /** @type {Partial<Record<Outcome["kind"], string>>} */ names,
) {
  row.dataset.index = String(index);
  row.dataset.outcome = item?.outcome.kind ?? "";
  const name = /** @type {HTMLAnchorElement} */ (slot(row, "name"));
  if (item) name.href = personHash(item);
  else name.removeAttribute("href");
  const details = find("[data-details]", row);
  details.hidden = !item || problemOf(item.outcome) === null;
  const said = (/** @type {string} */ place, /** @type {string} */ text) => {
    setText(slot(row, place), text);
    slot(row, place).title = text;
  };
  said("name", item?.name ?? "…");
  said("email", item?.email ?? "");
  said("source", item?.sourceName ?? "");
  said("change", item?.change ?? "");
  said("remark", item ? remarkOf(item.outcome) : "");
  setText(slot(row, "outcome"), item ? (names[item.outcome.kind] ?? outcomeNames[item.outcome.kind]) : "");
}
