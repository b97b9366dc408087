// Banners: what the start has to tell, a keychain that cannot keep keys, and a desktop without a tray.

import { getSettings, keychainStatus } from "../backend.js";
import { copyOf, fillProblem, find, focusTitle } from "./dom.js";

/** @import { Problem } from "../../types/ipc.js" */

/** What was told already, so that a dismissed notice stays dismissed. */
const told = new Set();

/** Shows notices that were not shown before. */
export function showNotices(/** @type {Problem[]} */ notices) {
  for (const problem of notices) {
    if (told.has(problem.message)) continue;
    told.add(problem.message);
    const notice = copyOf("notice");
    fillProblem(notice, problem);
    find("[data-dismiss]", notice).addEventListener("click", () => {
      notice.remove();
      focusTitle();
    });
    find("#notices").append(notice);
  }
}

/** Tells when no keychain can keep keys. It may take its time, so nothing waits for it. */
export async function watchKeychain() {
  const { problem } = await keychainStatus().catch(() => ({ problem: null }));
  if (problem) showNotices([problem]);
}

/** Tells once that nothing watches while the window is closed, where no tray shows the app. */
export async function tellOfMissingTray() {
  const told = "told of the missing tray";
  const { trayShown } = await getSettings().catch(() => ({ trayShown: true }));
  if (trayShown || localStorage.getItem(told)) return;
  localStorage.setItem(told, "yes");
  showNotices([
    {
      message: "This desktop shows no tray icon, so closing the window ends the app.",
      hint: "Nothing warns you of a key’s end then. On GNOME, the extension AppIndicator adds a tray.",
      detail: "",
    },
  ]);
}
