// Writes the users that match to a file.

import { on } from "../actions.js";
import { cancelExport, exportUsers, onExportProgress, showFile } from "../backend.js";
import { find, setText, slot } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { number } from "../parts/words.js";
import { currentFilter } from "./filter.js";

/** @import { IpcError, UserTable } from "../../types/ipc.js" */

const state = find("#export-state");
const progress = /** @type {HTMLProgressElement} */ (find("progress", state));
const cancel = find("[data-action=cancel-export]", state);
const show = find("[data-action=show-export]", state);
let written = "";

function tell(/** @type {string} */ text, /** @type {boolean} */ isUnderWay) {
  setText(slot(state, "text"), text);
  state.hidden = text === "";
  progress.hidden = cancel.hidden = !isUnderWay;
  show.hidden = isUnderWay;
  /** @type {HTMLButtonElement} */ (find("#export-button")).disabled = isUnderWay;
}

on("export-users", async ({ dataset }) => {
  find("#export-menu").hidePopover();
  progress.removeAttribute("value");
  tell("Exporting…", true);
  try {
    written = await exportUsers(currentFilter(), /** @type {UserTable} */ (dataset.table));
    tell(`Saved to ${written}`, false);
  } catch (error) {
    tell("", false);
    if (/** @type {IpcError} */ (error).code !== "cancelled") await showFailure(/** @type {IpcError} */ (error));
  }
});
on("cancel-export", () => cancelExport().catch(showFailure));
on("show-export", () => showFile(written).catch(showFailure));
onExportProgress(({ done, total }) => {
  progress.max = Math.max(1, total);
  progress.value = done;
  // Read aloud once, not at each step.
  progress.ariaLabel = `${number(done)} of ${number(total)} users`;
});
