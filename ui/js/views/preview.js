// The preview: what an action would do, to whom, and whom it refuses. Nothing is changed before it is confirmed.

import { on } from "../actions.js";
import { beginRun, cancelPlan, exportPlan, onPlanProgress, planAction, planItems } from "../backend.js";
import { clearConfirmBar, hideConfirmBar, showConfirmBar } from "../bulk/confirm_bar.js";
import { itemTable } from "../bulk/item_table.js";
import { confirmWords } from "../bulk/kinds.js";
import { announce, find, focusTitle, setText } from "../parts/dom.js";
import { showFailed } from "../parts/failed_page.js";
import { showFailure } from "../parts/problem_dialog.js";
import { tellOfFile } from "../parts/saved_file.js";
import { counted, number } from "../parts/words.js";

/** @import { IpcError, ItemQuery, PlanRequest, PlanView, Show } from "../../types/ipc.js" */
/** @typedef {{ hash: string, title: string }} Place where the preview was asked for */

const view = find("#preview-view");
const progress = find("#preview-progress");
const bar = /** @type {HTMLProgressElement} */ (find("progress", progress));
const items = find("#preview-items");
const saved = find("#preview-saved");

/** @type {PlanRequest | null} */
let request = null;
/** @type {Place} */
let origin = { hash: "#users", title: "Users" };
/** @type {PlanView | null} */
let plan = null;
/** Why there is none. @type {IpcError | null} */
let failed = null;
/** The plan that is being worked out. @type {Promise<void> | null} */
let underWay = null;

const table = itemTable(items, "What would change", (/** @type {ItemQuery} */ query) =>
  planItems(plan?.id ?? "", query),
);

/** Works out what a request would do, and shows it. */
export async function openPreview(/** @type {PlanRequest} */ asked, /** @type {Place} */ from) {
  await calledOff();
  request = asked;
  origin = from;
  plan = null;
  clearConfirmBar();
  if (location.hash === "#preview") await showPreview();
  else location.hash = "#preview";
}

export async function showPreview() {
  const back = /** @type {HTMLAnchorElement} */ (find(".back", view));
  back.href = origin.hash;
  setText(back, `Back to ${origin.title}`);
  // The limit may have been raised since.
  if (request && (!plan || plan.over !== null)) underWay ??= workOut(request);
  show();
  table.restore();
  await underWay;
}

/** Shows what there is: the plan, how far it is, or where to begin. */
function show() {
  const isUnderWay = underWay !== null;
  progress.hidden = !isUnderWay;
  items.hidden = plan === null || isUnderWay;
  find("#preview-tools").hidden = isUnderWay || !(plan || failed);
  find("[data-action=export-plan]").hidden = plan === null;
  find("#preview-empty").hidden = isUnderWay || plan !== null || failed !== null;
  showFailed(view, failed);
  if (!plan || isUnderWay) {
    hideConfirmBar();
    setText(find("#preview-title"), "Preview");
    setText(find("#preview-summary"), isUnderWay ? "Nothing is changed by a preview." : "");
    return;
  }
  setText(find("#preview-title"), plan.title);
  setText(find("#preview-summary"), "Preview. Nothing has been changed yet.");
}

async function workOut(/** @type {PlanRequest} */ asked) {
  bar.removeAttribute("value");
  setText(find("[data-slot=text]", progress), "Working out what would change…");
  failed = null;
  tellOfFile(saved);
  try {
    plan = await planAction(asked);
    underWay = null;
    show();
    const { users, already, refused, changes } = plan;
    showConfirmBar(plan, confirmWords(asked, plan), begin);
    announce(`Preview: ${counted(users, "user")} will change, ${number(refused)} refused`);
    /** @type {[Show, string, number][]} */
    const tabs = [
      ["all", "All", changes + already + refused],
      ["planned", "Will change", changes],
      ["already", "Nothing to do", already],
      ["refused", "Refused", refused],
    ];
    await table.begin(tabs, { planned: "Will change" });
  } catch (thrown) {
    const error = /** @type {IpcError} */ (thrown);
    underWay = null;
    if (error.code === "cancelled") return leave();
    failed = error;
    show();
  }
}

/** Calls off the plan that is being worked out. */
async function calledOff() {
  if (!underWay) return;
  request = null;
  await cancelPlan();
  await underWay;
}

/** Goes back to where the preview was asked for. */
function leave() {
  request = null;
  show();
  if (!view.hidden && location.hash === "#preview") location.hash = origin.hash;
}

/** Makes the preview anew. What was typed stays. */
async function again() {
  if (!request || underWay) return;
  plan = null;
  underWay = workOut(request);
  show();
  // The button that was pressed is gone.
  focusTitle();
  await underWay;
}

async function begin(/** @type {import("../../types/ipc.js").Confirmation} */ confirmation) {
  if (!plan) return;
  try {
    const run = await beginRun(plan.id, confirmation);
    request = plan = null;
    clearConfirmBar();
    // The run takes the place of its preview, which is no longer there to go back to.
    location.replace(`#run/${run}`);
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
}

on("cancel-plan", () => cancelPlan().catch(showFailure));
on("preview-again", again);
on("export-plan", () => plan && tellOfFile(saved, exportPlan(plan.id)));
onPlanProgress(({ done, total }) => {
  if (!underWay) return;
  bar.max = Math.max(1, total);
  bar.value = done;
  setText(find("[data-slot=text]", progress), `Asked ${number(done)} of ${number(total)}`);
});
