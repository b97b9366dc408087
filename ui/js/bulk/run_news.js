// The strip above every page while a run is under way or waits for its user, and words at its start and end.

import { activity, onRunsChanged } from "../backend.js";
import { announce, find, setText } from "../parts/dom.js";
import { paced } from "../parts/paced.js";
import { endWords, farOf, farWords, isOpen, stateWords } from "./run_words.js";

/** @import { RunView } from "../../types/ipc.js" */

/** How many of the latest runs are looked at: those under way are among them. */
const LATEST = 50;

const strip = find("#run-strip");
const bar = /** @type {HTMLProgressElement} */ (find("progress", strip));
const link = /** @type {HTMLAnchorElement} */ (find("a", strip));

/** @type {Map<string, string>} the states of the runs that were open when they were last looked at */
let known = new Map();
let isFirst = true;

async function look() {
  const { lines } = await activity({ search: "", show: "runs", offset: 0, limit: LATEST });
  const runs = lines.flatMap((line) => (line.kind === "run" ? [line.of] : []));
  tell(runs);
  show(runs.filter(isOpen));
}

/** Says what a reader cannot see: that a run began, paused, stopped or ended. */
function tell(/** @type {RunView[]} */ runs) {
  for (const run of runs) {
    const before = known.get(run.id);
    const now = stateWords(run);
    if (isFirst || before === now || (!before && !isOpen(run))) continue;
    if (!isOpen(run)) announce(endWords(run));
    else if (now !== "Waiting" && before !== "Waiting" && now !== "Starting" && before !== "Starting")
      announce(`${run.title}: ${now}`);
  }
  known = new Map(runs.filter(isOpen).map((run) => [run.id, stateWords(run)]));
  isFirst = false;
}

function show(/** @type {RunView[]} */ open) {
  // The run's own page tells more.
  const others = open.filter(({ id }) => location.hash !== `#run/${id}`);
  const run = others.find(({ progress }) => progress) ?? others[0];
  strip.hidden = !run;
  if (!run) return;
  const { ended, all } = farOf(run.counts);
  bar.max = Math.max(1, all);
  bar.value = ended;
  bar.ariaLabel = run.title;
  const state = run.progress && stateWords(run) === "Running" ? "" : `, ${stateWords(run).toLowerCase()}`;
  const more = others.length > 1 ? ` (and ${others.length - 1} more)` : "";
  setText(find(".message", strip), `“${run.title}”: ${farWords(run)}${state}${more}`);
  strip.dataset.state = run.progress ? "running" : run.state.kind;
  link.href = `#run/${run.id}`;
}

const update = paced(look);
onRunsChanged(update);
window.addEventListener("hashchange", update);
update();
