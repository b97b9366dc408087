// Scheduled tasks: actions that run by themselves, on whoever a filter lets through then.

import { on } from "../actions.js";
import { deleteTask, listTasks, onRunsChanged, putTask, runTask } from "../backend.js";
import { actionWords, learnNames } from "../bulk/action_words.js";
import { scheduleWords } from "../bulk/schedule.js";
import { openTaskDialog } from "../bulk/task_dialog.js";
import { announce, copyOf, find, focusTitle, setText, slot } from "../parts/dom.js";
import { whileSeen } from "../parts/paced.js";
import { showFailure } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { moment } from "../parts/time.js";
import { counted } from "../parts/words.js";
import { filterWords } from "../users/active_filters.js";

/** @import { Task } from "../../types/ipc.js" */

const view = find("#tasks-view");
const body = find("#tasks-table tbody");

/** @type {Task[]} */
let tasks = [];
/** The tasks that the table shows: while they are the same, it stays. */
let shown = "";
/** @type {Set<string>} the tasks that were told to run now, until their run has begun */
const begun = new Set();

export function showTasks() {
  shown = "";
  return load();
}

async function load() {
  tasks = await listTasks();
  const now = JSON.stringify(tasks);
  if (now === shown) return;
  await Promise.all(tasks.map(({ action, filter }) => learnNames(action, filter)));
  shown = now;
  const isEmpty = tasks.length === 0;
  find("#tasks-empty").hidden = !isEmpty;
  find("#tasks-scroll").hidden = isEmpty;
  find("[data-action=new-task]", find(".toolbar", view)).hidden = isEmpty;
  setText(find("#tasks-count"), isEmpty ? "" : counted(tasks.length, "task"));
  const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("#tasks-table [data-action]"));
  const [task, action] = [focused?.closest("tr")?.dataset.task, focused?.dataset.action];
  body.replaceChildren(...tasks.map(row));
  if (task && action)
    /** @type {HTMLElement | null} */ (body.querySelector(`[data-task="${task}"] [data-action=${action}]`))?.focus();
}

function row(/** @type {Task} */ { id, name, action, filter, schedule, ranAt, test, enabled, mostUsers }) {
  const made = copyOf("task-row");
  made.dataset.task = id;
  const said = (/** @type {string} */ place, /** @type {string} */ text) => {
    setText(slot(made, place), text);
    slot(made, place).title = text;
  };
  said("name", name);
  slot(made, "name").id = `task-${id}`;
  said("what", actionWords(action));
  said("whom", `${filterWords(filter)}. At most ${counted(mostUsers, "user")}.`);
  said("when", scheduleWords(schedule));
  said("last", ranAt ? moment(ranAt) : "not yet");
  slot(made, "test").hidden = !test;
  const toggle = find("[data-action=toggle-task]", made);
  setText(toggle, enabled ? "On" : "Off");
  toggle.ariaPressed = String(enabled);
  find("[data-action=run-task]", made).ariaDisabled = String(begun.has(id));
  for (const button of made.querySelectorAll("button")) button.setAttribute("aria-describedby", `task-${id}`);
  return made;
}

function taskOf(/** @type {HTMLElement} */ control) {
  const id = /** @type {HTMLElement} */ (control.closest("tr")).dataset.task;
  return /** @type {Task} */ (tasks.find((task) => task.id === id));
}

async function edit(/** @type {Task | null} */ task) {
  const saved = await openTaskDialog(task);
  if (!saved) return;
  await showTasks();
  announce(`Saved ${saved.name}`);
  find(`[data-task="${saved.id}"] [data-action=edit-task]`, body).focus();
}

async function remove(/** @type {Task} */ { id, name }) {
  const agreed = await ask({
    title: `Delete “${name}”?`,
    message: "The task does not run any more. What it did stays in the log.",
    yes: "Delete",
    no: "Cancel",
  });
  if (!agreed) return;
  await deleteTask(id);
  await showTasks();
  announce(`Deleted ${name}`);
  focusTitle();
}

async function runNow(/** @type {Task} */ { id, name, test, action, mostUsers }) {
  if (begun.has(id)) return;
  const agreed =
    test ||
    (await ask({
      title: `Run “${name}” now?`,
      message: `${actionWords(action)}, for whoever its filter lets through now. At most ${counted(mostUsers, "user")}.`,
      hint: "It is not in test mode: users are changed at once, without a preview.",
      yes: "Run now",
      no: "Cancel",
    }));
  if (!agreed || begun.has(id)) return;
  begun.add(id);
  await showTasks();
  announce(`${name}: working out what would change`);
  try {
    const run = await runTask(id);
    if (!view.hidden) location.hash = `#run/${run}`;
  } finally {
    begun.delete(id);
    if (!view.hidden) await showTasks();
  }
}

on("new-task", () => edit(null).catch(showFailure));
on("edit-task", (control) => edit(taskOf(control)).catch(showFailure));
on("delete-task", (control) => remove(taskOf(control)).catch(showFailure));
on("run-task", (control) => runNow(taskOf(control)).catch(showFailure));
on("toggle-task", async (control) => {
  const task = taskOf(control);
  await putTask({ ...task, enabled: !task.enabled })
    .then(showTasks)
    .catch(showFailure);
});

onRunsChanged(whileSeen(view, load));
