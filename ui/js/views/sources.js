// The External Sources page.

import { on } from "../actions.js";
import { checkAllSources, checkSource, deleteSource, listSources, openSource } from "../backend.js";
import { arrange } from "../parts/arrange.js";
import { showAttention } from "../parts/attention_banner.js";
import { announce, find, focusTitle, setText } from "../parts/dom.js";
import { showFailed } from "../parts/failed_page.js";
import { showNotices } from "../parts/notices.js";
import { showFailure, showProblem } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { watchHeaders } from "../parts/sorting.js";
import { openSourceDialog } from "../parts/source_dialog.js";
import { sorted } from "../parts/source_order.js";
import { fillRow, newRow, stateNames } from "../parts/source_row.js";

/** @import { FieldName, IpcError, SourceView } from "../../types/ipc.js" */

/** A list longer than this can be searched. */
const SEARCH_ABOVE = 10;
/** The least height of a row, in pixels: so many as are seen are laid out first. */
const ROW = 36;
/** From how long after a key press on nobody types, in milliseconds. */
const QUIET = 300;
/** How long it takes to paint, in milliseconds. */
const PAINT = 30;
/** How often “5 minutes ago” is brought up to date, in milliseconds. */
const REFRESH = 30_000;

const view = find("#sources-view");
const body = find("#sources-table tbody");
const search = /** @type {HTMLInputElement} */ (find("#search"));

const order = { column: "name", descending: false };

/** @type {SourceView[]} */
let sources = [];
/** @type {Map<string, HTMLElement>} the rows, by source */
const rows = new Map();

/** @type {Promise<void> | null} */
let loading = null;
let stale = false;

/** Reads the list anew and shows it. Calls that come while one is under way become one. */
export function showSources() {
  stale = true;
  loading ??= load().finally(() => {
    loading = null;
  });
  return loading;
}

async function load() {
  while (stale) {
    stale = false;
    try {
      const list = await listSources();
      sources = list.sources;
      showNotices(list.notices);
      showAttention(list);
      showFailed(view, null);
      render();
    } catch (error) {
      for (const part of ["#sources-toolbar", "#sources-scroll", "#sources-empty"]) find(part).hidden = true;
      showFailed(view, /** @type {IpcError} */ (error));
    }
  }
}

function render() {
  const some = sources.length > 0;
  find("#sources-toolbar").hidden = !some;
  find("#sources-scroll").hidden = !some;
  find("#sources-empty").hidden = some;
  const isUsed = search.value !== "" || search === document.activeElement;
  find("#sources-search").hidden = sources.length <= SEARCH_ABOVE && !isUsed;
  setText(find("#sources-count"), summary());

  const kept = new Set(sources.map(({ id }) => id));
  for (const id of rows.keys()) if (!kept.has(id)) rows.delete(id);
  const wanted = search.value.trim().toLowerCase();
  const shown = sorted(
    sources.filter((source) => textOf(source).includes(wanted)),
    order,
  );
  find("#sources-no-match").hidden = shown.length > 0;
  layOut(shown.map(rowOf));
}

let layingOut = 0;
let typedAt = -QUIET;
/** @type {HTMLElement[]} those that are shown, laid out or soon to be */
let shownRows = [];

/** Shows the rows; while somebody types, those first that are seen and those that stand where they belong. */
function layOut(/** @type {HTMLElement[]} */ all) {
  clearTimeout(layingOut);
  shownRows = all;
  const pause = Math.max(PAINT, typedAt + QUIET - performance.now());
  let end = (pause > PAINT ? 0 : body.children.length) + Math.ceil(window.innerHeight / ROW);
  while (end < all.length && body.children[end] === all[end]) end += 1;
  arrange(body, all.slice(0, end));
  if (end < all.length) layingOut = setTimeout(layOutRest, pause);
}

/** All together: each time rows are added, the others are laid out again. */
function layOutRest() {
  clearTimeout(layingOut);
  arrange(body, shownRows);
}

function rowOf(/** @type {SourceView} */ source) {
  const row = rows.get(source.id) ?? newRow(source.id);
  rows.set(source.id, row);
  fillRow(row, source);
  return row;
}

/** “3 sources, 1 error” */
function summary() {
  if (sources.length === 0) return "";
  const count = (/** @type {number} */ n, /** @type {string} */ noun) =>
    `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;
  const errors = sources.filter(({ status }) => status.state === "error").length;
  const checking = sources.filter(({ status }) => status.checking).length;
  return [
    count(sources.length, "source"),
    errors > 0 ? count(errors, "error") : "all connected",
    ...(checking > 0 ? [`checking ${checking.toLocaleString()}`] : []),
  ].join(", ");
}

const textOf = (/** @type {SourceView} */ source) =>
  [source.name, source.jiraUrl, source.userEmail, source.organizationId, source.connectedTo?.name]
    .join(" ")
    .toLowerCase();

/** The source that a control belongs to. */
function sourceOf(/** @type {HTMLElement} */ control) {
  const id = /** @type {HTMLElement | null} */ (control.closest("[data-id]"))?.dataset.id;
  const source = sources.find((source) => source.id === id);
  if (!source) throw new Error("the row's source is gone");
  return source;
}

/** Opens the dialog and shows what was saved. */
async function edit(/** @type {SourceView | null} */ source, /** @type {FieldName | "replace"} */ focus = "name") {
  const saved = await openSourceDialog(source, focus);
  if (!saved) return;
  search.value = "";
  if (find("#sources-view").hidden) location.hash = "#sources";
  await showSources();
  const { status, connectedTo, name } = saved;
  announce(
    status.state === "connected"
      ? `${name}: Connected to ${connectedTo?.name ?? "Atlassian"}`
      : `${name} was saved without a check`,
  );
  pointOut(saved.id);
}

/** Leads the eye and the keyboard to the row of a source. */
function pointOut(/** @type {string} */ id) {
  const row = rows.get(id);
  if (!row) return;
  layOutRest();
  row.scrollIntoView({ block: "nearest" });
  row.classList.add("fresh");
  row.addEventListener("animationend", () => row.classList.remove("fresh"), { once: true });
  find("[data-action=edit-source]", row).focus({ preventScroll: true });
}

/** Goes to a source, as a click on a notification asks. */
export async function goToSource(/** @type {string} */ id, /** @type {boolean} */ offerReplacement) {
  search.value = "";
  if (find("#sources-view").hidden) location.hash = "#sources";
  await showSources();
  pointOut(id);
  const source = sources.find((source) => source.id === id);
  if (source && offerReplacement && !document.querySelector("dialog[open]")) await edit(source, "replace");
}

async function check(/** @type {SourceView} */ { id, name, status: { checking } }) {
  if (checking) return;
  announce(`${name}: Checking…`);
  await checkSource(id).then(({ status }) => {
    announce(`${name}: ${stateNames[status.state]}. ${status.problem?.message ?? ""}`);
  }, showFailure);
}

async function checkAll() {
  if (sources.length === 0) return;
  announce("Checking all sources");
  try {
    await checkAllSources();
    await showSources();
    announce(summary());
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
}

async function remove(/** @type {SourceView} */ { id, name, connectionType }) {
  const agreed = await ask({
    title: `Delete “${name}”?`,
    message: "The source and its key are removed from this computer.",
    hint: "The key itself stays valid at Atlassian. Revoke it there if nothing else uses it.",
    link: connectionType === "access" ? "organizationApiKeys" : "apiTokens",
    source: id,
    yes: "Delete",
    no: "Cancel",
  });
  if (!agreed) return;
  const place = [...body.children].indexOf(find(`[data-id="${id}"]`, body));
  try {
    await deleteSource(id);
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
    return;
  }
  await showSources();
  announce(`Deleted ${name}`);
  // The focus goes to the row that took the place, or to the page.
  const next = body.children[Math.min(place, body.children.length - 1)];
  if (next) find("[data-action=delete-source]", next).focus();
  else focusTitle();
}

async function showStatus(/** @type {SourceView} */ source) {
  const { problem } = source.status;
  if (!problem) return;
  const choice = await showProblem(`“${source.name}” is not connected`, problem, ["Check now", "Edit"]);
  if (choice === "Check now") await check(source);
  if (choice === "Edit") await edit(source, "apiKey");
}

on("new-source", () => edit(null));
on("edit-source", (control) => edit(sourceOf(control)));
on("set-date", (control) => edit(sourceOf(control), "expiresOn"));
on("replace-key", (control) => edit(sourceOf(control), "replace"));
on("delete-source", (control) => remove(sourceOf(control)));
on("check-source", (control) => check(sourceOf(control)));
on("show-status", (control) => showStatus(sourceOf(control)));
on("open-source", (control) => openSource(sourceOf(control).id).catch(showFailure));
on("check-all", checkAll);

search.addEventListener("input", () => {
  typedAt = performance.now();
  render();
});
watchHeaders("#sources-table", order, render);
setInterval(() => {
  if (sources.length > 0 && !document.hidden) render();
}, REFRESH);
