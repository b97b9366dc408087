// The dialog of a scheduled task: whom it is for, what it does, and when.

import { getSettings, putTask, savedFilters } from "../backend.js";
import { find, make, setText } from "../parts/dom.js";
import { showFailure, showProblem } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { counted } from "../parts/words.js";
import { filterWords } from "../users/active_filters.js";
import { currentFilter, emptyFilter } from "../users/filter.js";
import { loadSupport } from "../users/support.js";
import { actionFaults, chosenAction, placeActionFields, showActionFaults, showActionFields } from "./action_fields.js";
import { learnNames } from "./action_words.js";
import { kindOf, kinds, whyNot } from "./kinds.js";
import { timeIn, typedTime, WEEKDAYS } from "./schedule.js";
import { scopeOf, typesOf } from "./scope.js";

/** @import { IpcError, Schedule, Task, UserFilter } from "../../types/ipc.js" */
/** @import { Scope } from "./scope.js" */

/** How many users a new task may change. */
const MOST_USERS = 50;

const dialog = /** @type {HTMLDialogElement} */ (find("#task-dialog"));
const form = /** @type {HTMLFormElement} */ (find("form", dialog));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(`#task-${id}`, dialog));
const filterChoice = /** @type {HTMLSelectElement} */ (find("#task-filter"));
const actionChoice = /** @type {HTMLSelectElement} */ (find("#task-action"));
const scheduleChoice = /** @type {HTMLSelectElement} */ (find("#task-schedule"));

/** @type {UserFilter[]} in the order of the choices */
let filters = [];
/** @type {Task | null} `null` when a new one is made */
let edited = null;
let id = "";
let isReasonRequired = false;
/** Whether closing it would lose something. */
let isTouched = false;
let isSaving = false;
/** Answers to older questions are dropped. */
let question = 0;
/** @type {(saved: Task | null) => void} */
let done = () => {};

/** @returns {Promise<Task | null>} what was saved, `null` when nothing was */
export async function openTaskDialog(/** @type {Task | null} */ task) {
  edited = task;
  const [settings] = await Promise.all([
    getSettings(),
    loadSupport(),
    offerFilters(task),
    task && learnNames(task.action, task.filter),
  ]);
  setText(find("#task-title"), task ? `Edit “${task.name}”` : "New scheduled task");
  field("name").value = task?.name ?? "";
  field("most").value = String(task?.mostUsers ?? MOST_USERS);
  isReasonRequired = settings.settings.safety.reasonRequired;
  field("reason").value = task?.reason ?? "";
  field("reason").ariaRequired = String(isReasonRequired);
  field("test").checked = task?.test ?? true;
  field("enabled").checked = task?.enabled ?? true;
  const schedule = task?.schedule ?? { kind: "weekly", on: "Mon", at: "07:00:00" };
  scheduleChoice.value = schedule.kind;
  field("hours").value = String(schedule.kind === "every" ? schedule.hours : 24);
  field("at").value = timeIn(schedule.kind === "every" ? "07:00:00" : schedule.at);
  field("on").value = schedule.kind === "weekly" ? schedule.on : "Mon";
  showSchedule();
  placeActionFields(find("#task-action-fields"), task?.action);
  id = task?.id ?? crypto.randomUUID();
  isTouched = false;
  dialog.showModal();
  find(".body", dialog).scrollTop = 0;
  field("name").focus();
  showFaults([]);
  /** @type {Promise<Task | null>} */
  const saved = new Promise((resolve) => {
    done = resolve;
  });
  await showWhom(task?.action.kind ?? "addToGroups");
  return saved;
}

async function offerFilters(/** @type {Task | null} */ task) {
  const saved = await savedFilters();
  // A selection and a file are of the moment.
  const current = { ...currentFilter(), onlySelected: false, inFile: false };
  const choices = [
    ...(task ? [{ name: "The filter of this task", filter: task.filter }] : []),
    ...saved,
    { name: "The filter of the Users page now", filter: current },
  ];
  filters = choices.map(({ filter }) => ({ ...emptyFilter(), ...filter }));
  filterChoice.replaceChildren(...choices.map(({ name }, place) => new Option(name, String(place))));
}

const chosenFilter = () => filters[Number(filterChoice.value)];

/** Shows whom the chosen filter finds now, and what can be done to them. */
async function showWhom(/** @type {string} */ kind = actionChoice.value) {
  const asked = ++question;
  const filter = chosenFilter();
  const [scope] = await Promise.all([scopeOf(filter), learnNames({ kind: "suspend" }, filter)]);
  if (asked !== question) return;
  setText(find("#task-whom"), `${filterWords(filter)}. Now that is ${counted(scope.users, "user")}.`);
  offerActions(scope, kind);
  await showActionFields(kindOf(actionChoice.value), scope);
}

function offerActions(/** @type {Scope} */ scope, /** @type {string} */ kind) {
  actionChoice.replaceChildren(
    ...kinds.map((offered) => {
      const against = whyNot(offered, typesOf(scope), scope.jira.length > 0);
      const text = against ? `${offered.label} – ${against}` : offered.label;
      return make("option", { value: offered.name, disabled: against !== "" }, text);
    }),
  );
  actionChoice.value = kind;
}

/** Shows the fields that a schedule has. */
function showSchedule() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-schedule]")))
    part.hidden = !part.dataset.schedule?.split(" ").includes(scheduleChoice.value);
}

/** @returns {Schedule} */
function schedule() {
  const at = typedTime(field("at").value) ?? "";
  switch (scheduleChoice.value) {
    case "every":
      return { kind: "every", hours: Number(field("hours").value) };
    case "daily":
      return { kind: "daily", at };
    default:
      return { kind: "weekly", on: field("on").value, at };
  }
}

const isNumber = (/** @type {HTMLInputElement} */ { value }) => /^[1-9]\d{0,8}$/.test(value.trim());

/** What is wrong with the task's own fields. */
function faults() {
  const kind = scheduleChoice.value;
  return [
    ...(field("name").value.trim() === "" ? [{ field: "task-name", message: "A task needs a name." }] : []),
    ...(kind === "every" && !isNumber(field("hours"))
      ? [{ field: "task-hours", message: "Enter how many hours, such as 6." }]
      : []),
    ...(kind !== "every" && !typedTime(field("at").value)
      ? [{ field: "task-at", message: "Enter a time as HH:MM, such as 07:30." }]
      : []),
    ...(isNumber(field("most")) ? [] : [{ field: "task-most", message: "Enter how many users, such as 50." }]),
    ...(isReasonRequired && field("reason").value.trim() === ""
      ? [{ field: "task-reason", message: "Note why this is done: Settings ask for it." }]
      : []),
  ];
}

function showFaults(/** @type {{ field: string, message: string }[]} */ found) {
  for (const id of ["name", "hours", "at", "most", "reason"]) {
    const fault = found.find(({ field }) => field === `task-${id}`);
    const error = find(`#task-${id}-error`, dialog);
    setText(error, fault?.message ?? "");
    error.hidden = !fault;
    field(id).ariaInvalid = String(Boolean(fault));
  }
}

async function save() {
  if (isSaving) return;
  const [own, ofAction] = [faults(), actionFaults()];
  showActionFaults(ofAction);
  showFaults(own);
  if (own.length > 0) return find(`#${own[0].field}`, dialog).focus();
  if (ofAction.length > 0) return;
  /** @type {Task} */
  const task = {
    id,
    name: field("name").value.trim(),
    filter: chosenFilter(),
    action: chosenAction(),
    schedule: schedule(),
    mostUsers: Number(field("most").value),
    reason: field("reason").value.trim(),
    test: field("test").checked,
    enabled: field("enabled").checked,
    last: edited?.last ?? new Date().toISOString(),
    ranAt: edited?.ranAt ?? null,
  };
  isSaving = true;
  try {
    await putTask(task);
    dialog.close();
    done(task);
  } catch (error) {
    await showProblem(`“${task.name}” was not saved`, /** @type {IpcError} */ (error));
  } finally {
    isSaving = false;
  }
}

async function leave() {
  const question = {
    title: "Discard what you typed?",
    message: edited ? "The task stays as it was." : "The task has not been made.",
    yes: "Discard",
    no: "Keep editing",
  };
  if (isTouched && !(await ask(question))) return;
  dialog.close();
  done(null);
}

field("on").append(...WEEKDAYS.map(([value, label]) => new Option(label, value)));
for (const change of ["input", "change"])
  form.addEventListener(change, () => {
    isTouched = true;
  });
// Buttons take a chosen group away.
find("#task-action-fields").addEventListener("click", ({ target }) => {
  if (/** @type {Element} */ (target).closest("button")) isTouched = true;
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
find("[data-cancel]", dialog).addEventListener("click", leave);
filterChoice.addEventListener("change", () => showWhom().catch(showFailure));
actionChoice.addEventListener("change", () => showWhom().catch(showFailure));
scheduleChoice.addEventListener("change", showSchedule);
