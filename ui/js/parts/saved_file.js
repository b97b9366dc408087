// Says where a file was written, and offers to show it.

import { showFile } from "../backend.js";
import { make } from "./dom.js";
import { showFailure } from "./problem_dialog.js";

/** @import { IpcError } from "../../types/ipc.js" */

/**
 * Writes a file and says in `place` what came of it; without `written` what was said there goes away.
 * @param {HTMLElement} place
 * @param {Promise<string>} [written] its path
 */
export async function tellOfFile(place, written) {
  place.replaceChildren();
  try {
    const path = await written;
    if (!path) return;
    const show = make("button", { type: "button", className: "link" }, "Show the file");
    show.addEventListener("click", () => showFile(path).catch(showFailure));
    place.replaceChildren(make("span", {}, `Saved to ${path}`), " ", show);
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
}
