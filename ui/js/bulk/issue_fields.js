// The fields of an issue about each user: where it is created, and what it says.

import { issueProjects, issueTypes, queryUsers } from "../backend.js";
import { find, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { statusNames } from "../users/names.js";

/** @import { IpcError, IssueTemplate, UserRow } from "../../types/ipc.js" */
/** @import { Scope } from "./scope.js" */

const part = find("#action-fields [data-asks=issue]");
const source = /** @type {HTMLSelectElement} */ (find("#issue-source"));
const project = /** @type {HTMLSelectElement} */ (find("#issue-project"));
const type = /** @type {HTMLSelectElement} */ (find("#issue-type"));
const summary = /** @type {HTMLInputElement} */ (find("#issue-summary"));
const description = /** @type {HTMLTextAreaElement} */ (find("#issue-description"));
const retry = find("[data-again]", part);

/** @type {UserRow | null} whom the example is about */
let example = null;
/** @type {IssueTemplate | null} what was chosen before */
let before = null;
/** Answers to older questions are dropped. */
let question = 0;
let opening = 0;

export function fillIssue(/** @type {IssueTemplate | null} */ template) {
  before = template;
  for (const select of [source, project, type]) select.replaceChildren();
  summary.value = template?.summary ?? "Access of {name}";
  description.value = template?.description ?? "{name} ({email}), {status} in {source}.\nAccount: {account}";
  example = null;
  showExample();
}

export async function showIssueFields(/** @type {Scope} */ scope) {
  const kept = source.value || before?.source || "";
  offer(
    source,
    scope.jira.map(({ source, sourceName }) => [source, sourceName]),
    kept,
  );
  const asked = ++opening;
  const projects = loadProjects();
  const { rows } = await queryUsers({ filter: scope.filter, sort: "name", descending: false, offset: 0, limit: 1 });
  if (asked === opening) {
    example = rows[0] ?? null;
    showExample();
  }
  await projects;
}

/** Offers choices; the first of them, unless one was chosen. */
function offer(
  /** @type {HTMLSelectElement} */ select,
  /** @type {[string, string][]} */ choices,
  /** @type {string} */ kept,
) {
  select.replaceChildren(...choices.map(([value, label]) => new Option(label, value)));
  select.disabled = choices.length === 0;
  if (choices.some(([value]) => value === kept)) select.value = kept;
}

const loading = (/** @type {HTMLSelectElement} */ select, text = "Loading…") => {
  select.replaceChildren(new Option(text, ""));
  select.disabled = true;
};

async function loadProjects() {
  const asked = ++question;
  const kept = project.value || before?.project || "";
  retry.hidden = true;
  loading(project);
  loading(type, "");
  try {
    const projects = source.value ? await issueProjects(source.value) : [];
    if (asked !== question) return;
    offer(
      project,
      projects.map(([key, name]) => [key, `${name} (${key})`]),
      kept,
    );
    await loadTypes();
  } catch (error) {
    if (asked === question) notLoaded(project, /** @type {IpcError} */ (error));
  }
}

async function loadTypes() {
  const asked = ++question;
  const kept = type.value || before?.issueType || "";
  loading(type);
  try {
    const types = project.value ? await issueTypes(source.value, project.value) : [];
    if (asked !== question) return;
    offer(
      type,
      types.map((name) => [name, name]),
      kept,
    );
  } catch (error) {
    if (asked === question) notLoaded(type, /** @type {IpcError} */ (error));
  }
}

function notLoaded(/** @type {HTMLSelectElement} */ select, /** @type {IpcError} */ error) {
  loading(select, "could not be loaded");
  retry.hidden = false;
  showFailure(error);
}

/** What the issue about one of the users would say. */
function showExample() {
  const user = example;
  const fill = (/** @type {string} */ text) =>
    text
      .replaceAll("{name}", user?.name ?? "")
      .replaceAll("{email}", user?.email || "(hidden)")
      .replaceAll("{account}", user?.accountId ?? "")
      .replaceAll("{source}", user?.sourceName ?? "")
      .replaceAll("{status}", user ? statusNames[user.status] : "");
  find("#issue-example").hidden = user === null;
  setText(find("#issue-example-summary"), fill(summary.value));
  setText(find("#issue-example-description"), fill(description.value));
}

/** @returns {IssueTemplate} */
export const issue = () => ({
  source: source.value,
  project: project.value,
  issueType: type.value,
  summary: summary.value.trim(),
  description: description.value,
});

/** What is missing, by field. */
export function issueFaults() {
  const missing = [
    { field: source, message: "Choose a Jira Cloud source." },
    { field: project, message: "Choose a project." },
    { field: type, message: "Choose an issue type." },
    { field: summary, message: "An issue needs a summary." },
  ];
  return missing
    .filter(({ field }) => field.value.trim() === "")
    .map(({ field, message }) => ({ field: field.id, message }));
}

source.addEventListener("change", loadProjects);
project.addEventListener("change", loadTypes);
retry.addEventListener("click", loadProjects);
for (const text of [summary, description]) text.addEventListener("input", showExample);
