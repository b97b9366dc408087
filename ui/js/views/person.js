// A person's page: what all sources tell of one person.

import { on } from "../actions.js";
import { person } from "../backend.js";
import { askForEndings } from "../bulk/endings_dialog.js";
import { find, make, setText } from "../parts/dom.js";
import { showFailed } from "../parts/failed_page.js";
import { statusNames as keyStatusNames, kindNames } from "../parts/key_row.js";
import { showFailure } from "../parts/problem_dialog.js";
import { ago, day, dayOf, lifetime, moment } from "../parts/time.js";
import { counted, number } from "../parts/words.js";
import { accountTypeNames, lastLogin, NOT_TOLD, statusNames } from "../users/names.js";
import { openPreview } from "./preview.js";

/** @import { Group, IpcError, KeyRow, Membership, PersonView, Problem, UserStatus } from "../../types/ipc.js" */

/** More groups than this are folded away. */
const GROUPS = 12;

const view = find("#person-view");
const body = find("#person-body");

export async function showPerson() {
  showFailed(view, null);
  find("[data-action=end-access]").hidden = true;
  try {
    show(await person(inHash()));
    find("[data-action=end-access]").hidden = false;
  } catch (error) {
    setText(find("#person-title"), "Person");
    setText(find("#person-summary"), "");
    body.replaceChildren();
    showFailed(view, /** @type {IpcError} */ (error));
  }
}

/** The user of a source that the page is about. */
function inHash() {
  const [source, id] = location.hash.split("/").slice(1).map(decodeURIComponent);
  return { source, id };
}

async function endAccess() {
  const name = find("#person-title").textContent ?? "";
  const { hash } = location;
  const changes = await askForEndings(inHash(), name);
  if (changes) await openPreview({ kind: "chosen", changes }, { hash, title: name });
}

on("end-access", () => endAccess().catch(showFailure));

function show(/** @type {PersonView} */ { memberships, tokens }) {
  if (memberships.length === 0) throw gone();
  const apps = memberships.flatMap(appRows);
  const emails = [...new Set(memberships.map(({ user }) => user.email).filter(Boolean))];
  setText(find("#person-title"), memberships[0].user.name);
  setText(find("#person-summary"), [emails.join(", "), statusesOf(memberships)].filter(Boolean).join(" · "));
  body.replaceChildren(
    make("h2", {}, "In each source"),
    make("div", { className: "cards" }, ...memberships.map(card)),
    make("h2", {}, "Applications"),
    ...(apps.length > 0
      ? [tableOf("Applications", ["Application", "Source", "Last Active"], apps)]
      : [make("p", { className: "muted" }, "No source tells of an application this person may use.")]),
    make("p", { className: "muted" }, "Activity comes from Atlassian up to 24 hours late."),
    make("h2", {}, "API tokens"),
    ...(tokens.length > 0
      ? [tableOf("API tokens", ["Label", "Kind", "Source", "Created", "Last Active", "Expires"], tokens.map(tokenRow))]
      : [
          make(
            "p",
            { className: "muted" },
            "No API token of this person is known. Refresh on the page Keys lists those of an organization.",
          ),
        ]),
  );
}

/** “2 sources: active in 1, suspended in 1” */
function statusesOf(/** @type {Membership[]} */ memberships) {
  const statuses = memberships.map(({ user }) => user.status);
  if (statuses.length === 1) return statusNames[statuses[0]];
  /** @type {Map<UserStatus, number>} */
  const counts = new Map();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${statusNames[status].toLowerCase()} in ${count}`);
  return `${counted(statuses.length, "source")}: ${parts.join(", ")}`;
}

function card(/** @type {Membership} */ { user, groups }) {
  const { accountId, accountType, added, directory, email, managed, name, source, sourceName, status, synced } = user;
  const told = (/** @type {boolean | null} */ fact) => (fact === null ? NOT_TOLD : fact ? "yes" : "no");
  /** @type {[string, string | HTMLElement][]} */
  const facts = [
    ["Full Name", name],
    ["Email Address", email || "hidden by the user"],
    ["User Directory", directory || NOT_TOLD],
    ["Last Login", lastLogin(user, moment)],
    ["Added", added ? dayOf(added) : NOT_TOLD],
    ["Account Type", accountTypeNames[accountType]],
    ["Managed", told(managed)],
    ["Identity Provider", told(synced)],
    ["Account ID", accountId],
    [`Groups (${number(groups.length)})`, groupList(groups)],
  ];
  const state = make("span", { className: "user-status" }, statusNames[status]);
  const made = make(
    "article",
    { className: "card" },
    make("header", {}, make("h3", { dir: "auto" }, sourceName), state),
    make(
      "dl",
      { className: "facts" },
      ...facts.flatMap(([term, fact]) => [make("dt", {}, term), make("dd", { dir: "auto" }, fact)]),
    ),
  );
  made.dataset.status = status;
  made.dataset.source = source;
  return made;
}

function groupList(/** @type {Group[]} */ groups) {
  if (groups.length === 0) return NOT_TOLD;
  const tags = (/** @type {Group[]} */ some) =>
    make("ul", { className: "tags" }, ...some.map(({ name }) => make("li", { dir: "auto" }, name)));
  const place = make("div", {}, tags(groups.slice(0, GROUPS)));
  const rest = groups.slice(GROUPS);
  if (rest.length > 0)
    place.append(make("details", {}, make("summary", {}, `${number(rest.length)} more`), tags(rest)));
  return place;
}

/** @returns {string[][]} */
const appRows = (/** @type {Membership} */ { apps, user }) =>
  apps.map(({ name, lastActive }) => [
    name,
    user.sourceName,
    lastActive ? moment(lastActive) : user.tellsActivity ? "never" : NOT_TOLD,
  ]);

/** @returns {Problem} */
const gone = () => ({
  message: "This person is in none of the sources any more.",
  hint: "Go back to the list of users.",
  detail: "",
});

/** @returns {string[]} */
const tokenRow = (/** @type {KeyRow} */ key) => [
  key.label || "(no label)",
  kindNames[key.kind],
  key.sourceName,
  key.createdAt ? dayOf(key.createdAt) : "",
  key.lastActiveAt ? ago(key.lastActiveAt) : "never",
  key.expiresOn && key.daysLeft !== null
    ? `${day(key.expiresOn)}, ${lifetime(key.daysLeft)}${key.status === "blocked" ? ", blocked" : ""}`
    : keyStatusNames[key.status],
];

function tableOf(/** @type {string} */ label, /** @type {string[]} */ headers, /** @type {string[][]} */ rows) {
  const head = make("tr", {}, ...headers.map((text) => make("th", { scope: "col" }, text)));
  const lines = rows.map(([first, ...rest]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", dir: "auto" }, first),
      ...rest.map((text) => make("td", { dir: "auto" }, text)),
    ),
  );
  const table = make("table", { className: "list" }, make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { className: "table-scroll", role: "region", ariaLabel: label, tabIndex: 0 }, table);
}
