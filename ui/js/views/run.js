// One run: how far it is, what became of each change, and what can be done about it.

import { on } from "../actions.js";
import { cancelRun, exportRun, onRunsChanged, pauseRun, resumeRun, runItems, runOf } from "../backend.js";
import { itemTable } from "../bulk/item_table.js";
import { tabsOf } from "../bulk/outcomes.js";
import {
  againWords,
  farOf,
  farWords,
  isOpen,
  originWords,
  paceWords,
  resultWords,
  stateWords,
} from "../bulk/run_words.js";
import { fillProblem, find, make, setText } from "../parts/dom.js";
import { showFailed } from "../parts/failed_page.js";
import { whileSeen } from "../parts/paced.js";
import { showFailure } from "../parts/problem_dialog.js";
import { ask } from "../parts/question_dialog.js";
import { tellOfFile } from "../parts/saved_file.js";
import { moment } from "../parts/time.js";
import { counted } from "../parts/words.js";
import { openPreview } from "./preview.js";

/** @import { IpcError, ItemQuery, Problem, RunTable, RunView } from "../../types/ipc.js" */

const view = find("#run-view");
const body = find("#run-body");
const problem = find("#run-problem");
const bar = /** @type {HTMLProgressElement} */ (find("#run-progress"));
const saved = find("#run-saved");

/** @type {RunView | null} */
let run = null;

const table = itemTable(find("#run-items"), "Changes of the run", (/** @type {ItemQuery} */ query) =>
  runItems(run?.id ?? "", query),
);

export async function showRun() {
  const id = idInHash();
  const isOther = run?.id !== id;
  try {
    const answer = await runOf(id);
    if (id !== idInHash()) return;
    run = answer;
    showFailed(view, null);
    body.hidden = false;
    show(run);
    table.restore();
    const tabs = tabsOf(run);
    if (isOther) tellOfFile(saved);
    await (isOther ? table.begin(tabs, namesOf(run)) : table.refresh(tabs, namesOf(run)));
  } catch (error) {
    if (id !== idInHash()) return;
    run = null;
    setText(find("#run-title"), "Run");
    body.hidden = true;
    showFailed(view, /** @type {IpcError} */ (error));
  }
}

const idInHash = () => location.hash.split("/")[1] ?? "";

const namesOf = (/** @type {RunView} */ { progress, test }) => ({
  ...(progress ? { begun: "Under way" } : {}),
  ...(test ? { planned: "Would change" } : {}),
});

function show(/** @type {RunView} */ shown) {
  const { counts, progress, state, title, test } = shown;
  setText(find("#run-title"), title);
  setText(find("#run-origin"), originWords(shown));
  find("#run-origin").hidden = originWords(shown) === "";
  showFacts(shown);

  const { ended, all } = farOf(counts);
  bar.hidden = test || all === 0;
  bar.max = Math.max(1, all);
  bar.value = ended;
  bar.ariaLabel = `${title}: ${farWords(shown)}`;
  setText(find("#run-state"), stateWords(shown));
  find("#run-state").dataset.state = progress ? "running" : state.kind;
  setText(find("#run-far"), test ? resultWords(shown) : `${farWords(shown)}: ${resultWords(shown)}`);
  setText(find("#run-pace"), paceWords(shown));

  showProblem(shown);
  const isUnderWay = progress !== null && progress.wish === "goOn";
  const isUnknown = !test && state.kind === "finished" && counts.begun > 0;
  const canGoOn = (isOpen(shown) || isUnknown) && !isUnderWay && progress?.wish !== "cancel";
  const isEnded = !isOpen(shown);
  const undone = counts.failed + counts.cancelled + counts.begun;
  hide("pause-run", !isUnderWay);
  hide("continue-run", !canGoOn);
  setText(find("[data-action=continue-run]", view), isUnknown ? "Ask again" : "Continue");
  hide("cancel-run", !isOpen(shown) || progress?.wish === "cancel");
  hide("undo-run", !isEnded || !shown.canUndo);
  hide("run-again", !isEnded || test || undone === 0);
  setText(find("[data-action=run-again]", view), againWords(counts));
}

/** Hides a button; one that has the focus hands it to the page. */
function hide(/** @type {string} */ action, /** @type {boolean} */ hidden) {
  const button = find(`[data-action=${action}]`, view);
  const hadFocus = button === document.activeElement;
  button.hidden = hidden;
  if (hidden && hadFocus) find("#run-title").focus();
}

function showFacts(/** @type {RunView} */ run) {
  const { by, begunAt, endedAt, reason, progress } = run;
  /** @type {[string, string][]} */
  const facts = [
    ["By", by],
    ["Begun", moment(begunAt)],
    ...(endedAt && !progress
      ? [/** @type {[string, string]} */ ([isOpen(run) ? stateWords(run) : "Ended", moment(endedAt)])]
      : []),
    ["Reason", reason || "none was noted"],
  ];
  const key = JSON.stringify(facts);
  const place = find("#run-facts");
  // Anew only where it changed: it may be being read or copied.
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(
    ...facts.map(([term, fact]) => make("div", {}, make("dt", {}, term), make("dd", { dir: "auto" }, fact))),
  );
}

/** Why it stopped, or what it waits for. */
function showProblem(/** @type {RunView} */ { state, progress }) {
  /** @type {Problem | null} */
  const told = progress?.waiting ?? (state.kind === "stopped" && !progress ? state.problem : null);
  problem.hidden = told === null;
  if (told) fillProblem(problem, told);
}

onRunsChanged(whileSeen(view, showRun));

/** Does something with the run that is shown. */
const withRun = (/** @type {(run: RunView) => unknown} */ act) => async () => {
  if (!run) return;
  try {
    await act(run);
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
};

const back = () => ({ hash: `#run/${run?.id}`, title: "the run" });

on(
  "pause-run",
  withRun(({ id }) => pauseRun(id).then(showRun)),
);
on(
  "continue-run",
  withRun(({ id }) => resumeRun(id).then(showRun)),
);
on(
  "cancel-run",
  withRun(async ({ id, title, counts }) => {
    const agreed = await ask({
      title: "Cancel what is left?",
      message: `“${title}” is not carried out for what is left: ${counted(counts.planned, "change")}.`,
      hint: "What was done stays done. What is left can be run again later.",
      yes: "Cancel what is left",
      no: "Keep the run",
    });
    if (agreed) await cancelRun(id).then(showRun);
  }),
);
on(
  "undo-run",
  withRun(({ id }) => openPreview({ kind: "undo", run: id }, back())),
);
on(
  "run-again",
  withRun(({ id }) => openPreview({ kind: "again", run: id }, back())),
);
on("export-run", ({ dataset }) =>
  withRun(({ id }) => tellOfFile(saved, exportRun(id, /** @type {RunTable} */ (dataset.table))))(),
);
