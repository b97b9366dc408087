// The dialog that connects a source or edits one: '+ External Source' and 'Edit'.
// Nothing typed is lost by an error; the key leaves the page when the dialog closes.

import { cancelSave, createSource, setKeyReminders, updateSource } from "../backend.js";
import { find, setText } from "./dom.js";
import { showFailure, showProblem } from "./problem_dialog.js";
import { ask } from "./question_dialog.js";
import { dayAhead } from "./time.js";

/** @import { ConnectionType, FieldName, IpcError, SaveOptions, SourceDraft, SourceView } from "../../types/ipc.js" */

const dialog = /** @type {HTMLDialogElement} */ (find("#source-dialog"));
const form = /** @type {HTMLFormElement} */ (find("form", dialog));
const fields = /** @type {HTMLFieldSetElement} */ (find("fieldset", dialog));
const body = find(".body", dialog);
const submit = /** @type {HTMLButtonElement} */ (find("[type=submit]", dialog));
const cancel = find("[data-cancel]", dialog);
const summary = find("#source-dialog-summary");
const progress = find("#source-dialog-progress");

/** @type {FieldName[]} */
const names = ["name", "connectionType", "jiraUrl", "userEmail", "apiKey", "expiresOn", "organizationId"];
const input = (/** @type {FieldName} */ name) => /** @type {HTMLInputElement} */ (find(`#${name}`, dialog));
const reminders = /** @type {HTMLInputElement} */ (find("#source-reminders", dialog));

/** The source that is edited; `null` when a new one is made. */
/** @type {SourceView | null} */
let edited = null;
/** Only the key is asked for: the dialog's mode `replace`. */
let replacing = false;
let opened = "";
let saving = false;
/** Tells whoever opened the dialog what came of it. */
/** @type {(saved: SourceView | null) => void} */
let done = () => {};

/**
 * @param {SourceView | null} source to edit, or `null` for a new one
 * @param {FieldName | "replace"} [focus] the field to begin with, or `replace` to ask for a new key only
 * @returns {Promise<SourceView | null>} what was saved, `null` when nothing was
 */
export function openSourceDialog(source, focus = "name") {
  edited = source;
  replacing = focus === "replace";
  for (const name of names) {
    // A new key ends on a day of its own.
    const asked = name === "apiKey" || (replacing && name === "expiresOn");
    input(name).value = asked ? "" : (source?.[name] ?? "");
  }
  input("connectionType").value = source?.connectionType ?? "access";
  input("connectionType").disabled = source !== null;
  reminders.checked = source?.reminders ?? true;
  setText(find("#source-dialog-title"), titleFor(source));
  setText(
    find("#connectionType-help"),
    source
      ? "The type of a source stays. To change it, delete this source and make a new one."
      : "Access connects an Atlassian organization, Jira Cloud one site.",
  );
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-link]"))) {
    link.dataset.source = source?.id ?? "";
  }
  find("#apiKey-kept").hidden = source === null || replacing;
  setText(submit, replacing ? "Replace" : source ? "Save" : "Create");
  showFaults([]);
  showFieldsOfType();
  opened = typed();
  dialog.showModal();
  body.scrollTop = 0;
  input(focus === "replace" ? "apiKey" : focus).focus();
  return new Promise((resolve) => {
    done = resolve;
  });
}

function titleFor(/** @type {SourceView | null} */ source) {
  if (!source) return "New external source";
  return replacing ? `Replace the key of “${source.name}”` : `Edit “${source.name}”`;
}

/** @returns {SourceDraft} */
const draft = () => ({
  name: input("name").value,
  connectionType: /** @type {ConnectionType} */ (input("connectionType").value),
  jiraUrl: input("jiraUrl").value,
  userEmail: input("userEmail").value,
  apiKey: input("apiKey").value,
  expiresOn: input("expiresOn").value,
  organizationId: input("organizationId").value,
});

/** What is in the form, to tell whether closing it would lose something. */
const typed = () => [...names.map((name) => input(name).value), reminders.checked].join("\n");

/** Shows the fields that the chosen type and the mode have. The others keep what was typed. */
function showFieldsOfType() {
  const type = input("connectionType").value;
  const mode = replacing ? "replace" : "edit";
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-type], [data-mode]"))) {
    element.hidden = (element.dataset.type ?? type) !== type || (element.dataset.mode ?? mode) !== mode;
  }
  input("expiresOn").setAttribute("aria-required", String(type === "access"));
}

/** Shows what is wrong with each field, in its place, and goes to the first. */
function showFaults(/** @type {{ field: FieldName, message: string }[]} */ faults) {
  for (const name of names) {
    const fault = faults.find(({ field }) => field === name);
    const error = find(`#${name}-error`, dialog);
    setText(error, fault?.message ?? "");
    error.hidden = !fault;
    input(name).setAttribute("aria-invalid", String(Boolean(fault)));
  }
  summary.hidden = faults.length === 0;
  setText(
    summary,
    faults.length === 1 ? "One field needs your attention." : `${faults.length} fields need your attention.`,
  );
  const first = names.find((name) => faults.some(({ field }) => field === name));
  if (first) input(first).focus();
}

function showProgress(/** @type {boolean} */ underWay) {
  saving = underWay;
  fields.disabled = underWay;
  submit.disabled = underWay;
  // With every field disabled, the keyboard scrolls the form itself.
  body.tabIndex = underWay ? 0 : -1;
  progress.replaceChildren();
  if (!underWay) return;
  const text = document.createElement("span");
  text.textContent = `Checking the connection with ${hostOf(draft())}…`;
  progress.append(document.createElement("progress"), text);
  cancel.focus();
}

/** The host that is about to be asked, as far as it can be told from what was typed. */
function hostOf(/** @type {SourceDraft} */ { connectionType, jiraUrl }) {
  if (connectionType === "access") return "Atlassian";
  const url = jiraUrl.includes("://") ? jiraUrl : `https://${jiraUrl}`;
  return URL.canParse(url) ? new URL(url).host : "the site";
}

/** Saves; where the user may choose to go on after an error, the choice leads back here. */
async function save(/** @type {SaveOptions} */ options) {
  showFaults([]);
  showProgress(true);
  try {
    const saved = await (edited ? updateSource(edited.id, draft(), options) : createSource(draft(), options));
    // The source is saved by now: should this fail, it is told by itself.
    if (saved.reminders !== reminders.checked)
      await setKeyReminders(saved.id, null, reminders.checked).catch(showFailure);
    showProgress(false);
    close(saved);
  } catch (thrown) {
    showProgress(false);
    await explain(/** @type {IpcError} */ (thrown), options);
  }
}

async function explain(/** @type {IpcError} */ error, /** @type {SaveOptions} */ options) {
  if (error.code === "invalid") return showFaults(error.fields);
  if (error.code === "cancelled") return submit.focus();
  const withoutCheck = "Save without check";
  const sessionOnly = "Keep for this session only";
  // The old key stays in force until the new one is checked.
  const choices = { unreachable: replacing ? [] : [withoutCheck], noKeychain: [sessionOnly] };
  const title = `“${input("name").value.trim()}” was not saved`;
  const choice = await showProblem(title, error, choices[/** @type {keyof typeof choices} */ (error.code)] ?? []);
  if (choice === withoutCheck) return save({ ...options, withoutCheck: true });
  if (choice === sessionOnly) return save({ ...options, sessionOnly: true });
  // The key alone is asked for: what else may be to blame is mended with Edit.
  if (error.field && !input(error.field).closest("[hidden]"))
    return showFaults([{ field: error.field, message: error.message }]);
  submit.focus();
}

function close(/** @type {SourceView | null} */ saved) {
  input("apiKey").value = "";
  dialog.close();
  done(saved);
}

async function leave() {
  if (saving) {
    await cancelSave();
    return;
  }
  const lost = typed() !== opened;
  const question = {
    title: "Discard what you typed?",
    message: edited ? "The source stays as it was." : "The source has not been created.",
    yes: "Discard",
    no: "Keep editing",
  };
  if (!lost || (await ask(question))) close(null);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!saving) save({ withoutCheck: false, sessionOnly: false });
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
cancel.addEventListener("click", leave);
input("connectionType").addEventListener("change", showFieldsOfType);
for (const button of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-days]"))) {
  button.addEventListener("click", () => {
    input("expiresOn").value = dayAhead(Number(button.dataset.days));
    input("expiresOn").focus();
  });
}
