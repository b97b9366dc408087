// The Keys page: what the sources use, and all keys of their organizations.

import { on } from "../actions.js";
import {
  cancelInventory,
  exportKeys,
  fetchInventory,
  inventoryStates,
  linkKey,
  listKeys,
  listSources,
  onInventoryChanged,
  onSourcesChanged,
  revokeKey,
  setKeyReminders,
  snooze,
} from "../backend.js";
import { announce, copyOf, fillProblem, find, setText } from "../parts/dom.js";
import { keyRow, kindNames, statusNames } from "../parts/key_row.js";
import { showFailure } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { watchHeaders } from "../parts/sorting.js";
import { ago } from "../parts/time.js";
import { drawTimeLine } from "../parts/time_line.js";

/** @import { InventoryState, KeyPage, KeyQuery, KeyRow } from "../../types/ipc.js" */

/** How many rows are asked for at once. */
const WINDOW = 200;

const view = find("#keys-view");
const body = find("#keys-table tbody");
const search = /** @type {HTMLInputElement} */ (find("#keys-search"));
const bySource = /** @type {HTMLSelectElement} */ (find("#keys-source"));
const byKind = /** @type {HTMLSelectElement} */ (find("#keys-kind"));
const byStatus = /** @type {HTMLSelectElement} */ (find("#keys-status"));
const menu = find("#key-menu");

const order = { column: "expires", descending: false };
/** @type {KeyRow[]} the rows that are shown */
let rows = [];
/** @type {InventoryState[]} */
let states = [];
/** @type {KeyRow | null} the key that the menu was opened for; the rows may change beneath it */
let chosen = null;
let total = 0;
/** Answers to older questions are dropped. */
let question = 0;

/** @returns {KeyQuery} */
const query = (/** @type {number} */ offset) => ({
  search: search.value,
  source: bySource.value || null,
  kind: /** @type {KeyQuery["kind"]} */ (byKind.value || null),
  status: /** @type {KeyQuery["status"]} */ (byStatus.value || null),
  sort: /** @type {KeyQuery["sort"]} */ (order.column),
  descending: order.descending,
  offset,
  limit: WINDOW,
});

export async function showKeys() {
  const { sources } = await listSources();
  options(
    bySource,
    "All sources",
    sources.map(({ id, name }) => [id, name]),
  );
  await load();
}

/** Brings the page up to date, where it is shown. */
async function refreshKeys() {
  if (!view.hidden) await load().catch(showFailure);
}

/** Shows the keys of one source. */
export function showKeysOf(/** @type {string} */ source) {
  location.hash = "#keys";
  showKeys()
    .then(() => {
      bySource.value = source;
      return load();
    })
    .catch(showFailure);
}

async function load() {
  const asked = ++question;
  const [page, inventories] = await Promise.all([listKeys(query(0)), inventoryStates()]);
  if (asked !== question) return;
  states = inventories;
  rows = page.rows;
  total = page.total;
  body.replaceChildren(...rows.map(keyRow));
  render(page);
}

/** Asks for the rows that follow. */
async function more() {
  if (rows.length >= total) return;
  const [asked, from] = [question, rows.length];
  const page = await listKeys(query(from));
  if (asked === question && from === rows.length) append(page.rows);
}

function append(/** @type {KeyRow[]} */ following) {
  body.append(...following.map((row, index) => keyRow(row, rows.length + index)));
  rows.push(...following);
}

/** Leads to the first key that ends on a day, wherever in the list it is: asks for the rows up to it. */
async function goToDay(/** @type {string} */ day) {
  const ends = (/** @type {KeyRow} */ { expiresOn }) => expiresOn === day;
  if (!rows.some(ends) && rows.length < total) {
    const [asked, from] = [question, rows.length];
    const page = await listKeys({ ...query(from), limit: total - from });
    // The list became another one meanwhile.
    if (asked !== question || from !== rows.length) return goToDay(day);
    const found = page.rows.findIndex(ends);
    if (found >= 0) append(page.rows.slice(0, found + WINDOW));
  }
  const row = body.children[rows.findIndex(ends)];
  row?.scrollIntoView({ block: "center" });
  if (row) find("[data-action=key-menu]", row).focus();
}

function render(/** @type {KeyPage} */ page) {
  const count = (/** @type {number} */ n) => `${n.toLocaleString()} ${n === 1 ? "key" : "keys"}`;
  const expired = page.counts.status.expired ?? 0;
  const of = page.total === page.all ? count(page.all) : `${page.total.toLocaleString()} of ${count(page.all)}`;
  setText(find("#keys-count"), [of, ...(expired > 0 ? [`${expired.toLocaleString()} expired`] : [])].join(", "));
  find("#keys-no-match").hidden = page.total > 0;
  const counted = (/** @type {Record<string, string>} */ names, /** @type {Record<string, number>} */ counts) =>
    Object.entries(names).map(
      ([value, name]) => /** @type {[string, string]} */ ([value, `${name} (${counts[value] ?? 0})`]),
    );
  options(byKind, "All kinds", counted(kindNames, page.counts.kind));
  options(byStatus, "Any status", counted(statusNames, page.counts.status));
  drawTimeLine(find("#time-line"), page.days, ({ day }) => goToDay(day).catch(showFailure));
  showInventories();
}

/** How old each inventory is, and what is wrong with it. */
function showInventories() {
  const fetching = states.some(({ fetching }) => fetching);
  const refresh = find("[data-action=refresh-keys]");
  setText(refresh, fetching ? "Cancel" : "Refresh");
  refresh.hidden = states.length === 0;
  find("#inventories").replaceChildren(
    ...states.map((state) => {
      const line = document.createElement("p");
      line.className = "muted";
      line.textContent = `${state.sourceName}: ${ageOf(state)}`;
      if (!state.problem) return line;
      const notice = copyOf("notice");
      fillProblem(notice, state.problem);
      find("[data-dismiss]", notice).remove();
      return notice;
    }),
  );
}

function ageOf(/** @type {InventoryState} */ { fetching, fetched, fetchedAt, keys }) {
  if (fetching) return `fetching, ${fetched.toLocaleString()} keys so far…`;
  if (!fetchedAt) return "all keys of the organization can be listed with Refresh.";
  return `${keys.toLocaleString()} keys, as of ${ago(fetchedAt)}.`;
}

/** Fills a select and keeps what was chosen. */
function options(
  /** @type {HTMLSelectElement} */ select,
  /** @type {string} */ all,
  /** @type {[string, string][]} */ choices,
) {
  const { value } = select;
  select.replaceChildren(new Option(all, ""), ...choices.map(([value, label]) => new Option(label, value)));
  select.value = choices.some(([choice]) => choice === value) ? value : "";
}

const rowOf = (/** @type {HTMLElement} */ control) =>
  rows[Number(/** @type {HTMLElement} */ (control.closest("tr")).dataset.index)];

/** Does something with the key that the menu is open for. */
async function withChosen(/** @type {(key: KeyRow) => Promise<unknown>} */ act) {
  menu.hidePopover();
  if (chosen) await act(chosen).catch(showFailure);
}

async function revoke(/** @type {KeyRow} */ { source, sourceName, entry, label, ownerName, own, kind }) {
  const agreed = await ask({
    title: `Revoke “${label}”?`,
    message: `Everything that uses this ${kind === "apiKey" ? "API key" : "API token"}${ownerName && ` of ${ownerName}`} stops working at once. This cannot be undone.`,
    hint: own ? `It is the key of “${sourceName}”: that source loses its connection.` : "",
    yes: "Revoke",
    no: "Cancel",
  });
  if (!agreed || entry === null) return;
  await revokeKey(source, entry);
  announce(`Revoked ${label}`);
}

on("refresh-keys", async () => {
  const wanted = states.filter(({ source }) => !bySource.value || bySource.value === source);
  const underWay = states.filter(({ fetching }) => fetching);
  if (underWay.length > 0) await Promise.all(underWay.map(({ source }) => cancelInventory(source))).catch(showFailure);
  else await Promise.all(wanted.map(({ source }) => fetchInventory(source))).catch(showFailure);
});
on("export-keys", async () => {
  await exportKeys(query(0)).then((path) => setText(find("#keys-result"), `Saved to ${path}`), showFailure);
});
on("remind-key", (control) => {
  const { source, entry, reminders } = rowOf(control);
  return setKeyReminders(source, entry, !reminders).catch(showFailure);
});
on("key-menu", (control) => {
  const key = rowOf(control);
  chosen = key;
  const link = /** @type {HTMLButtonElement} */ (find("[data-action=link-key]", menu));
  link.disabled = !key.linkable;
  setText(
    link,
    key.own && key.entry ? `No longer the key of “${key.sourceName}”` : `This is the key of “${key.sourceName}”`,
  );
  /** @type {HTMLButtonElement} */ (find("[data-action=snooze-key]", menu)).disabled = !key.reminders;
  /** @type {HTMLButtonElement} */ (find("[data-action=revoke-key]", menu)).disabled = !key.revocable;
  setText(find("#revoke-note"), key.notRevocable);
  menu.showPopover();
});
on("link-key", () => withChosen(({ source, entry, own }) => linkKey(source, own ? null : entry)));
on("snooze-key", () => withChosen(({ source, entry }) => snooze(source, entry, 3)));
on("revoke-key", () => withChosen(revoke));

onSourcesChanged(refreshKeys);
onInventoryChanged(refreshKeys);
for (const filter of [search, bySource, byKind, byStatus]) filter.addEventListener("input", refreshKeys);
watchHeaders("#keys-table", order, refreshKeys);
find("#keys-scroll").addEventListener("scroll", ({ target }) => {
  const { scrollTop, clientHeight, scrollHeight } = /** @type {HTMLElement} */ (target);
  if (scrollTop + 2 * clientHeight > scrollHeight) more().catch(showFailure);
});
