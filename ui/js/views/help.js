// The Help page: what stands in index.html, and what only the Rust side knows.

import { appInfo, keychainStatus, supportMatrix } from "../backend.js";
import { find, setText } from "../parts/dom.js";
import { icon } from "../parts/svg.js";

/** @import { Action, Filter, Support, SupportRow } from "../../types/ipc.js" */

let filled = false;

export async function showHelp() {
  if (filled) return;
  const [matrix, info] = await Promise.all([supportMatrix(), appInfo()]);
  const table = find("#support");
  find("thead", table).replaceChildren(
    row(["Filters and actions", ...matrix.columns.map(({ label }) => label)].map((label) => header(label, "col"))),
  );
  find("tbody", table).replaceChildren(
    group("Filters", matrix.columns.length),
    ...matrix.filters.map(supportRow),
    group("Actions", matrix.columns.length),
    ...matrix.actions.map(supportRow),
  );
  filled = true;
  setText(find("#fact-data"), info.dataDir);
  setText(find("#fact-api"), info.apiBase);
  setText(find("#fact-version"), info.version);
  const keychain = await keychainStatus().catch(() => null);
  setText(
    find("#fact-keychain"),
    keychain
      ? `${keychain.name}${keychain.available ? "" : ", which cannot keep keys now"}. Nowhere else.`
      : "The platform’s keychain. Nowhere else.",
  );
}

const supportRow = (/** @type {SupportRow<Action | Filter>} */ { label, cells }) =>
  row([header(label, "row"), ...cells.map(cell)]);

function row(/** @type {HTMLElement[]} */ cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

function header(/** @type {string} */ label, /** @type {"col" | "row" | "colgroup"} */ scope) {
  const header = document.createElement("th");
  header.scope = scope;
  header.textContent = label;
  return header;
}

function group(/** @type {string} */ label, /** @type {number} */ columns) {
  const title = header(label, "colgroup");
  title.colSpan = columns + 1;
  title.className = "group";
  return row([title]);
}

function cell(/** @type {Support} */ { supported, note }) {
  const cell = document.createElement("td");
  cell.className = supported ? "yes" : "no";
  const word = document.createElement("strong");
  word.textContent = supported ? "Yes" : "No";
  const reason = document.createElement("span");
  reason.textContent = note && `: ${note}`;
  cell.append(icon(supported ? "yes" : "no"), word, reason);
  return cell;
}
