// A run in words.

import { number, sentence, timeLeft } from "../parts/words.js";

/** @import { Counts, RunView } from "../../types/ipc.js" */

/** How many changes it has, and how many of them ended. */
export function farOf(/** @type {Counts} */ { planned, begun, done, already, failed, refused, cancelled }) {
  const ended = done + already + failed + cancelled;
  // What was refused was never to be sent.
  return { ended, all: ended + planned + begun, refused };
}

/** “412 of 1,000” */
export function farWords(/** @type {RunView} */ { counts }) {
  const { ended, all } = farOf(counts);
  return `${number(ended)} of ${number(all)}`;
}

/** Its state in a few words. */
export function stateWords(/** @type {RunView} */ { state, progress, test }) {
  if (progress) {
    if (progress.wish === "pause") return "Pausing";
    if (progress.wish === "cancel") return "Cancelling";
    return progress.waiting ? "Waiting" : "Running";
  }
  if (test) return state.kind === "stopped" ? "Not run" : "Test: nothing was sent";
  return { running: "Starting", paused: "Paused", stopped: "Stopped", cancelled: "Cancelled", finished: "Finished" }[
    state.kind
  ];
}

/** What came of it: “12 done, 3 nothing to do, 1 failed”. */
export function resultWords(/** @type {RunView} */ { counts, progress, test }) {
  const { planned, begun, done, already, failed, refused, cancelled } = counts;
  /** @type {[number, string][]} */
  const parts = [
    [done, "done"],
    [planned, test ? "would change" : "left"],
    [begun, progress ? "under way" : "unknown"],
    [already, "nothing to do"],
    [failed, "failed"],
    [refused, "refused"],
    [cancelled, "cancelled"],
  ];
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, words]) => `${number(count)} ${words}`)
      .join(", ") || "no changes"
  );
}

/** What is run again: not only what failed, where the run was called off. */
export function againWords(/** @type {Counts} */ { failed, cancelled, begun }) {
  if (cancelled === 0) return "Run the failed ones again…";
  return failed + begun === 0 ? "Run the cancelled ones…" : "Run what was not done…";
}

/** What it came from; "" where the user chose it. */
export function originWords(/** @type {RunView} */ { origin, state, test }) {
  const task = test && state.kind !== "stopped" ? "Test of the scheduled task" : "Scheduled task";
  return {
    user: "",
    undo: "Undo of an earlier run",
    again: "Repeats what an earlier run did not do",
    task: `${task} “${origin.kind === "task" ? origin.of : ""}”`,
  }[origin.kind];
}

/** “20 a second, about 3 minutes left” */
export function paceWords(/** @type {RunView} */ { progress }) {
  if (progress?.wish !== "goOn") return "";
  const { perSecond, secondsLeft } = progress;
  const pace =
    perSecond >= 1 ? `${number(Math.round(perSecond))} a second` : `${number(Math.round(perSecond * 60))} a minute`;
  return [...(perSecond > 0 ? [pace] : []), ...(secondsLeft === null ? [] : [timeLeft(secondsLeft)])].join(", ");
}

/** Whether it goes on, or can. */
export const isOpen = (/** @type {RunView} */ { state, test }) =>
  !test && (state.kind === "running" || state.kind === "paused" || state.kind === "stopped");

/** What a reader is told at its end. */
export const endWords = (/** @type {RunView} */ run) =>
  `${run.title}: ${sentence(`${stateWords(run)}, ${resultWords(run)}`)}`;
