// What the window calls what became of a change.

import { moment } from "../parts/time.js";

/** @import { Outcome, Problem, RunView, Show } from "../../types/ipc.js" */

/** @type {Record<Outcome["kind"], string>} of a plan, and of a run that is not under way */
export const outcomeNames = {
  planned: "Left",
  begun: "Unknown",
  done: "Done",
  already: "Nothing to do",
  failed: "Failed",
  refused: "Refused",
  cancelled: "Cancelled",
};

/** What else there is to say of it. */
export function remarkOf(/** @type {Outcome} */ outcome) {
  switch (outcome.kind) {
    case "done":
      return outcome.note || moment(outcome.at);
    case "failed":
      return outcome.problem.message;
    case "refused":
      return outcome.why;
    case "begun":
      return "It was sent, and no answer has come.";
    default:
      return "";
  }
}

/** What its details tell; `null` where its remark tells all. @returns {Problem | null} */
export function problemOf(/** @type {Outcome} */ outcome) {
  if (outcome.kind === "failed") return outcome.problem;
  if (outcome.kind === "refused")
    return { message: "Nothing was sent.", hint: `The reason: ${outcome.why}.`, detail: "" };
  return null;
}

/** The tabs of a run, each with how many there are: all, and those that have some. */
export function tabsOf(/** @type {RunView} */ { counts, test }) {
  const { planned, begun, done, already, failed, refused, cancelled } = counts;
  /** @type {[Show, string, number][]} */
  const tabs = [
    ["all", "All", planned + begun + done + already + failed + refused + cancelled],
    ["planned", test ? "Would change" : "Left", planned + begun],
    ["done", "Done", done],
    ["already", "Nothing to do", already],
    ["failed", "Failed", failed],
    ["refused", "Refused", refused],
    ["cancelled", "Cancelled", cancelled],
  ];
  return tabs.filter(([name, , count]) => count > 0 || name === "all");
}
