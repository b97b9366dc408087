// The External Sources page.

import { on } from "../actions.js";
import { checkAllSources, checkSource, deleteSource, listSources, openSource } from "../backend.js";
import { announce, copyOf, fillProblem, find, setText, slot } from "../parts/dom.js";
import { showNotices } from "../parts/notices.js";
import { showFailure, showProblem } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { openSourceDialog } from "../parts/source_dialog.js";
import { ago, day, fullMoment, lifetime, moment } from "../parts/time.js";

/** @import { FieldName, IpcError, SourceView } from "../../types/ipc.js" */

const typeNames = { access: "Access", jiraCloud: "Jira Cloud" };
const stateNames = { connected: "Connected", error: "Error" };
/** From this many sources on, the page offers a search. */
const SEARCH_FROM = 10;
/** How often “5 minutes ago” is brought up to date, in milliseconds. */
const REFRESH = 30_000;

/** @type {Record<string, (source: SourceView) => string>} what each column is sorted by */
const sortKeys = {
  name: (source) => source.name.toLowerCase(),
  type: (source) => typeNames[source.connectionType],
  updatedBy: (source) => source.lastUpdatedBy.toLowerCase(),
  updated: (source) => source.lastUpdated,
  // Without a date last: nothing is known to be urgent about them.
  expires: (source) => source.expiresOn ?? "9999",
  status: (source) => (source.status.state === "error" ? "0" : "1"),
};

const body = find("#sources-table tbody");
const search = /** @type {HTMLInputElement} */ (find("#search"));

/** @type {SourceView[]} */
let sources = [];
/** @type {Map<string, HTMLElement>} the rows, by source */
const rows = new Map();
let sortedBy = { column: "name", descending: false };

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
      find("#sources-failed").hidden = true;
      render();
    } catch (error) {
      fillProblem(find("#sources-failed"), /** @type {IpcError} */ (error));
      for (const part of ["#sources-toolbar", "#sources-scroll", "#sources-empty"]) find(part).hidden = true;
      find("#sources-failed").hidden = false;
    }
  }
}

function render() {
  const some = sources.length > 0;
  find("#sources-toolbar").hidden = !some;
  find("#sources-scroll").hidden = !some;
  find("#sources-empty").hidden = some;
  find("#sources-search").hidden = sources.length < SEARCH_FROM && search.value === "";
  setText(find("#sources-count"), summary());

  const wanted = search.value.trim().toLowerCase();
  const shown = sorted(sources.filter((source) => textOf(source).includes(wanted)));
  find("#sources-no-match").hidden = shown.length > 0;
  const kept = new Set(sources.map(({ id }) => id));
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  const ordered = shown.map((source) => fill(rows.get(source.id) ?? newRow(source), source));
  // Moving a row takes the focus from it, so rows that stand right are left alone.
  if (ordered.length !== body.children.length || ordered.some((row, i) => row !== body.children[i])) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    body.replaceChildren(...ordered);
    if (focused?.isConnected && body.contains(focused)) focused.focus();
  }
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

function sorted(/** @type {SourceView[]} */ list) {
  const key = sortKeys[sortedBy.column];
  const sign = sortedBy.descending ? -1 : 1;
  return list.sort((a, b) => sign * key(a).localeCompare(key(b)) || a.name.localeCompare(b.name));
}

function newRow(/** @type {SourceView} */ { id }) {
  const row = copyOf("source-row");
  row.dataset.id = id;
  slot(row, "name").id = `name-${id}`;
  slot(row, "tooltip").id = `tooltip-${id}`;
  // Buttons read “Edit, Acme”: their label, then the source they are for.
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-describedby", `name-${id}`);
  find(".state", row).setAttribute("aria-describedby", `tooltip-${id}`);
  rows.set(id, row);
  return row;
}

/** Brings a row up to date; what did not change is not touched. */
function fill(/** @type {HTMLElement} */ row, /** @type {SourceView} */ source) {
  const { status, connectedTo, expiry } = source;
  const text = (/** @type {string} */ name, /** @type {string} */ value) => setText(slot(row, name), value);

  text("name", source.name);
  slot(row, "name").title = source.name;
  text("connectedTo", connectedTo ? connectedTo.name : source.jiraUrl || "admin.atlassian.com");
  slot(row, "connectedTo").title = connectedTo?.url ?? "";
  text("account", accountOf(source));
  slot(row, "account").title = accountOf(source);
  slot(row, "session").hidden = !source.sessionOnly;
  text("type", typeNames[source.connectionType]);
  text("updatedBy", source.lastUpdatedBy);
  slot(row, "updatedBy").title = source.lastUpdatedBy;
  text("updated", moment(source.lastUpdated));
  slot(row, "updated").title = fullMoment(source.lastUpdated);

  row.dataset.expiry = expiry.state;
  text("expires", source.expiresOn ? day(source.expiresOn) : "not set");
  text("daysLeft", expiry.daysLeft === null ? "" : lifetime(expiry.daysLeft));
  slot(row, "setDate").hidden = source.expiresOn !== null;

  row.dataset.state = status.state;
  row.toggleAttribute("aria-busy", status.checking);
  find(".state use", row).setAttribute("href", `#icon-${status.state}`);
  text("state", stateNames[status.state]);
  text("checked", status.checking ? "Checking…" : checkedAt(status.checkedAt));
  slot(row, "checkNow").hidden = status.checking;
  text("tipMessage", status.problem?.message ?? `Connected to ${connectedTo?.name}.`);
  text("tipHint", status.problem?.hint ?? routeOf(source));
  text(
    "tipChecked",
    status.checkedAt ? `Last checked ${ago(status.checkedAt)}, ${fullMoment(status.checkedAt)}.` : "Not checked yet.",
  );
  return row;
}

const checkedAt = (/** @type {string | null} */ at) => (at ? ago(at) : "not checked");

/** Whose key it is and where it leads, as the second line of the name. */
const accountOf = (/** @type {SourceView} */ { connectedTo, jiraUrl, userEmail }) =>
  [connectedTo ? jiraUrl.replace(/^https?:\/\//, "") : "", connectedTo?.account || userEmail]
    .filter(Boolean)
    .join(" · ");

function routeOf(/** @type {SourceView} */ { connectedTo, jiraUrl }) {
  if (connectedTo?.route === "gateway")
    return `${jiraUrl}, as ${connectedTo.account}, through Atlassian’s API gateway, as tokens with scopes need.`;
  if (connectedTo?.route === "site") return `${jiraUrl}, as ${connectedTo.account}.`;
  return "By its organization API key.";
}

/** The source in whose row a control stands. */
function sourceOf(/** @type {HTMLElement} */ control) {
  const id = /** @type {HTMLElement | null} */ (control.closest("tr"))?.dataset.id;
  const source = sources.find((source) => source.id === id);
  if (!source) throw new Error("the row's source is gone");
  return source;
}

/** Opens the dialog and shows what was saved. */
async function edit(/** @type {SourceView | null} */ source, /** @type {FieldName} */ focus = "name") {
  const saved = await openSourceDialog(source, focus);
  if (!saved) return;
  search.value = "";
  location.hash = "#sources";
  await showSources();
  const { status, connectedTo, name } = saved;
  announce(
    status.state === "connected"
      ? `${name} is connected to ${connectedTo?.name}.`
      : `${name} was saved without a check.`,
  );
  const row = rows.get(saved.id);
  row?.scrollIntoView({ block: "nearest" });
  row?.classList.add("fresh");
  row?.addEventListener("animationend", () => row.classList.remove("fresh"), { once: true });
  if (row) find("[data-action=edit-source]", row).focus({ preventScroll: true });
}

async function check(/** @type {SourceView} */ { id }) {
  await checkSource(id).then(({ name, status }) => {
    announce(`${name}: ${stateNames[status.state]}. ${status.problem?.message ?? ""}`);
  }, showFailure);
}

async function remove(/** @type {SourceView} */ { id, name }) {
  const index = [...body.children].indexOf(rows.get(id));
  const agreed = await ask({
    title: `Delete “${name}”?`,
    message: "The source and its key are removed from this computer.",
    hint: "The key itself stays valid at Atlassian. Revoke it there if nobody else needs it.",
    yes: "Delete",
    no: "Cancel",
  });
  if (!agreed) return;
  try {
    await deleteSource(id);
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
    return;
  }
  await showSources();
  announce(`${name} was deleted.`);
  // The focus goes to the row that took the place, or to the page.
  const next = body.children[Math.min(index, body.children.length - 1)];
  (next ? find("[data-action=delete-source]", next) : find("#sources-title")).focus();
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
on("delete-source", (control) => remove(sourceOf(control)));
on("check-source", (control) => check(sourceOf(control)));
on("show-status", (control) => showStatus(sourceOf(control)));
on("open-source", (control) => openSource(sourceOf(control).id).catch(showFailure));
on("check-all", async () => {
  if (sources.length === 0) return;
  announce("Checking all sources.");
  await checkAllSources().then(async () => {
    await showSources();
    announce(summary());
  }, showFailure);
});

search.addEventListener("input", render);
for (const header of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("#sources-table [data-column]")
)) {
  header.addEventListener("click", () => {
    const column = header.dataset.column ?? "name";
    sortedBy = { column, descending: sortedBy.column === column && !sortedBy.descending };
    showOrder();
    render();
  });
}

/** Marks the column that the list is sorted by. */
function showOrder() {
  for (const header of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("#sources-table [data-column]")
  )) {
    if (header.dataset.column === sortedBy.column) header.ariaSort = sortedBy.descending ? "descending" : "ascending";
    else header.removeAttribute("aria-sort");
  }
}

showOrder();
setInterval(() => {
  if (sources.length > 0 && !document.hidden) render();
}, REFRESH);
