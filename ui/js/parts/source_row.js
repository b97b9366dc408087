// One source as a row of the list.

import { copyOf, find, setText, slot } from "./dom.js";
import { ago, day, fullMoment, lifetime, moment } from "./time.js";

/** @import { SourceView } from "../../types/ipc.js" */

export const typeNames = { access: "Access", jiraCloud: "Jira Cloud" };
export const stateNames = { connected: "Connected", error: "Error" };

/** @returns {HTMLElement} an empty row for the source with this id */
export function newRow(/** @type {string} */ id) {
  const row = copyOf("source-row");
  row.dataset.id = id;
  slot(row, "name").id = `name-${id}`;
  slot(row, "tooltip").id = `tooltip-${id}`;
  // Buttons read “Edit, Acme”: their label, then the source they are for.
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-describedby", `name-${id}`);
  find(".state", row).setAttribute("aria-describedby", `tooltip-${id}`);
  return row;
}

/** How long “5 minutes ago” may stand, in milliseconds. */
const FRESH = 30_000;
/** @type {WeakMap<HTMLElement, string>} what each row was filled with, and when */
const filled = new WeakMap();

/** Brings a row up to date; what did not change is not touched. */
export function fillRow(/** @type {HTMLElement} */ row, /** @type {SourceView} */ source) {
  const content = JSON.stringify([source, Math.floor(Date.now() / FRESH)]);
  if (filled.get(row) === content) return;
  filled.set(row, content);
  const { status, connectedTo, expiry, expiresOn } = source;
  row.dataset.state = status.state;
  row.dataset.expiry = expiry.state;
  row.toggleAttribute("data-checking", status.checking);

  fill(row, "name", source.name, source.name);
  fill(row, "connectedTo", connectedTo?.name || placeOf(source), connectedTo?.url);
  fill(row, "account", accountOf(source), accountOf(source));
  slot(row, "session").hidden = !source.sessionOnly;
  fill(row, "type", typeNames[source.connectionType]);
  fill(row, "updatedBy", source.lastUpdatedBy, source.lastUpdatedBy);
  fill(row, "updated", moment(source.lastUpdated), fullMoment(source.lastUpdated));
  /** @type {HTMLTimeElement} */ (slot(row, "updated")).dateTime = source.lastUpdated;

  fill(row, "expires", expiresOn ? day(expiresOn) : "not set");
  fill(row, "daysLeft", expiry.daysLeft === null ? "" : lifetime(expiry.daysLeft));
  fill(row, "reminders", source.reminders ? "" : "reminders off");
  slot(row, "setDate").hidden = expiresOn !== null;

  find(".state use", row).setAttribute("href", `#icon-${status.state}`);
  fill(row, "state", stateNames[status.state]);
  fill(row, "checked", checkedOf(source));
  slot(row, "checkNow").ariaDisabled = String(status.checking);
  fill(row, "tipMessage", status.problem?.message ?? "The connection works.");
  fill(row, "tipHint", status.problem?.hint ?? "");
  fill(row, "tipRoute", routeOf(source));
  fill(row, "tipChecked", lastCheckOf(source));
}

/**
 * @param {HTMLElement} row
 * @param {string} name of the slot
 * @param {string} text
 * @param {string} [title] the whole text, where the cell may cut it
 */
function fill(row, name, text, title = "") {
  const element = slot(row, name);
  setText(element, text);
  if (element.title !== title) element.title = title;
}

/** Where a source leads as far as its record tells, connected or not. */
const placeOf = (/** @type {SourceView} */ { jiraUrl }) => jiraUrl.replace(/^https?:\/\//, "") || "admin.atlassian.com";

/** The site's host and whose key it is, where known. */
const accountOf = (/** @type {SourceView} */ source) =>
  [source.connectedTo && source.jiraUrl && placeOf(source), source.connectedTo?.account || source.userEmail]
    .filter(Boolean)
    .join(" · ");

const checkedOf = (/** @type {SourceView} */ { status: { checking, checkedAt } }) =>
  checking ? "Checking…" : checkedAt ? ago(checkedAt) : "never";

const lastCheckOf = (/** @type {SourceView} */ { status: { checkedAt } }) =>
  checkedAt ? `Last checked ${ago(checkedAt)}, ${fullMoment(checkedAt)}.` : "Not checked yet.";

/** What answers, to whom, and by which way. */
function routeOf(/** @type {SourceView} */ source) {
  const { connectedTo, status } = source;
  if (!connectedTo) return "";
  const host = source.jiraUrl && ` (${placeOf(source)})`;
  const account = connectedTo.account && `, as ${connectedTo.account}`;
  const gateway = connectedTo.route === "gateway" ? ", through Atlassian’s API gateway as tokens with scopes need" : "";
  const connected = status.state === "connected" ? "Connected" : "Last connected";
  return `${connected} to ${connectedTo.name}${host}${account}${gateway}.`;
}
