// The Users page: everyone of every source, as a list.

import { on } from "../actions.js";
import { onUsersChanged } from "../backend.js";
import "../bulk/menu.js";
import { announce, find, setText } from "../parts/dom.js";
import { whileSeen } from "../parts/paced.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted, number } from "../parts/words.js";
import { countActive, showActiveFilters } from "../users/active_filters.js";
import "../users/column_chooser.js";
import "../users/export.js";
import { currentFilter, onFilterChange, setFilter } from "../users/filter.js";
import { knowSources, loadFacets, showFilter } from "../users/filter_panel.js";
import "../users/saved_filters.js";
import { loadSupport } from "../users/support.js";
import { loadSources } from "../users/syncs.js";
import {
  focusTable,
  layOut,
  onCounts,
  refresh,
  restore,
  selectMatching,
  selectNone,
  selectPage,
  showFromTop,
} from "../users/table.js";

/** @import { UserPage, UserSource } from "../../types/ipc.js" */

/** How often “3 hours ago” is brought up to date, in milliseconds. */
const REFRESH = 30_000;

const view = find("#users-view");
const search = /** @type {HTMLInputElement} */ (find("#users-search"));
const body = find("#users-body");

let isAsked = false;

export async function showUsers() {
  // Back from a person, the list is where it was.
  const isBack = previous.startsWith("#person/");
  const [sources] = await Promise.all([loadSources(), loadSupport()]);
  showSources(sources);
  layOut();
  restore();
  if (isBack) focusTable();
  await (isAsked ? refresh() : showFromTop());
  isAsked = true;
  await loadFacets();
}

/** Shows what fits the state of the sources: the list, or what to do first. */
function showSources(/** @type {UserSource[]} */ sources) {
  knowSources(sources);
  const isSyncing = sources.some(({ sync }) => sync);
  const isEmpty = !sources.some(({ fetchedAt, users }) => fetchedAt || users > 0);
  body.hidden = isEmpty;
  for (const part of find("#users-toolbar").children)
    part.toggleAttribute("hidden", isEmpty && !(isSyncing && part.matches("[data-action=sync-users]")));
  const empty = find("#users-empty");
  empty.hidden = !isEmpty;
  if (!isEmpty) return;
  setText(find("#users-count"), "");
  find("[data-action=new-source]", empty).hidden = sources.length > 0;
  find("[data-action=sync-users]", empty).hidden = sources.length === 0 || isSyncing;
  setText(find("h2", empty), titleFor(sources, isSyncing));
  setText(find("[data-slot=hint]", empty), hintFor(sources, isSyncing));
}

function titleFor(/** @type {UserSource[]} */ sources, /** @type {boolean} */ isSyncing) {
  if (sources.length === 0) return "No users without a source";
  return isSyncing ? "The users are on their way" : "No users yet";
}

function hintFor(/** @type {UserSource[]} */ sources, /** @type {boolean} */ isSyncing) {
  if (sources.length === 0)
    return "Connect an Atlassian organization or a Jira Cloud site, and its users can be listed here.";
  if (isSyncing) return "They are shown as soon as the first ones are here.";
  const from = sources.length === 1 ? `“${sources[0].sourceName}”` : `your ${counted(sources.length, "source")}`;
  return `Sync fetches the users of ${from}. They stay on this computer, to be searched without a network.`;
}

function showCounts(/** @type {Omit<UserPage, "rows">} */ { total, all, selected, allSelected }) {
  const users = total === all ? counted(all, "user") : `${number(total)} of ${counted(all, "user")}`;
  const isSome = allSelected > 0;
  setText(find("#users-count"), body.hidden ? "" : isSome ? `${users}, ${number(allSelected)} selected` : users);
  find("#users-no-match").hidden = total > 0;
  find("#users-scroll").hidden = total === 0;
  const hidden = allSelected - selected;
  const elsewhere = hidden > 0 ? `, ${number(hidden)} of them not shown` : "";
  setText(find("#selected-count"), isSome ? `${number(allSelected)} selected${elsewhere}` : "");
  setText(find("[data-action=select-matching]"), `All ${number(total)} matching`);
  for (const name of ["select-page", "select-matching"]) enable(`[data-action=${name}]`, total > 0);
  enable("[data-action=select-none]", isSome);
  enable("#actions-button", isSome);
  find("#show-selected").hidden = !isSome || currentFilter().onlySelected;
  setText(find("#export-what"), `Export ${counted(total, "user")} as`);
}

const enable = (/** @type {string} */ button, /** @type {boolean} */ enabled) => {
  /** @type {HTMLButtonElement} */ (find(button)).disabled = !enabled;
};

onFilterChange(() => {
  const filter = currentFilter();
  if (search.value !== filter.search) search.value = filter.search;
  const active = countActive();
  setText(find("#filters-button"), active > 0 ? `Filters (${active})` : "Filters");
  showFromTop()
    .then(() => announce(find("#users-count").textContent ?? ""))
    .then(loadFacets)
    .catch(showFailure);
  showFilter();
  showActiveFilters();
});
search.addEventListener("input", () => setFilter({ search: search.value }));
onCounts(showCounts);
showFilter();

onUsersChanged(
  whileSeen(view, async () => {
    showSources(await loadSources());
    await refresh();
    await loadFacets();
  }),
);
setInterval(() => {
  if (!view.hidden && !document.hidden) loadSources().catch(showFailure);
}, REFRESH);

on("select-page", selectPage);
on("select-matching", selectMatching);
// Both buttons go away, so the focus goes to what they are about.
on("select-none", () => {
  selectNone();
  if (currentFilter().onlySelected) setFilter({ onlySelected: false });
  focusTable();
});
on("show-selected", () => {
  setFilter({ onlySelected: true });
  focusTable();
});

document.addEventListener("keydown", (event) => {
  if (view.hidden || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "f") return;
  event.preventDefault();
  search.focus();
  search.select();
});

/** The page before this one. It is noted before the next one is shown. */
let previous = "";
window.addEventListener(
  "hashchange",
  ({ oldURL }) => {
    previous = new URL(oldURL).hash;
  },
  true,
);
