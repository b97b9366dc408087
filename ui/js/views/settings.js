// The Settings page. Each choice is kept at once.

import { on } from "../actions.js";
import {
  exportCalendar,
  exportSources,
  getSettings,
  importSources,
  openDataDir,
  setSettings,
  setStartAtLogin,
  showFile,
  testNotification,
  togglePause,
} from "../backend.js";
import { chosenSafety, fillSafety } from "../bulk/safety_fields.js";
import { announce, find, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { moment } from "../parts/time.js";

/** @import { IpcError, Settings } from "../../types/ipc.js" */

/** The days before the last one that are offered; others that were chosen are shown as well. */
const DAYS = [90, 60, 30, 21, 14, 7, 3, 2, 1, 0];
/** @type {[number, string][]} minutes between two checks */
const INTERVALS = [
  [0, "Never"],
  [15, "15 minutes"],
  [60, "1 hour"],
  [240, "4 hours"],
  [720, "12 hours"],
  [1440, "24 hours"],
];

/** @type {[number, string][]} hours between two syncs of a source's users */
const SYNCS = [
  [0, "Never"],
  [6, "Every 6 hours"],
  [24, "Every day"],
  [168, "Every week"],
];

/** The longest pause of notifications, in milliseconds. */
const LONGEST_PAUSE = 24 * 60 * 60 * 1000;

const form = /** @type {HTMLFormElement} */ (find("#settings-view form"));
const dailyAfter = /** @type {HTMLInputElement} */ (find("#daily-after"));
const closeToTray = /** @type {HTMLInputElement} */ (find("#close-to-tray"));
const startAtLogin = /** @type {HTMLInputElement} */ (find("#start-at-login"));
const checkEvery = /** @type {HTMLSelectElement} */ (find("#check-every"));
const syncEvery = /** @type {HTMLSelectElement} */ (find("#sync-every"));
const importFile = /** @type {HTMLInputElement} */ (find("#import-file"));

/** @type {Settings | null} as they are kept */
let kept = null;
let written = "";
/** Keeps one after the other: each is the whole form, so the last must be the one that stays. */
let keeping = Promise.resolve();
/** How often the form was changed. */
let changes = 0;

export async function showSettings() {
  const before = changes;
  const view = await getSettings();
  setText(find("#data-dir"), view.dataDir);
  closeToTray.disabled = !view.trayShown;
  find("#no-tray").hidden = view.trayShown;
  startAtLogin.disabled = view.startAtLogin === null;
  startAtLogin.checked = view.startAtLogin ?? false;
  // What was changed meanwhile is newer than what was read.
  if (changes === before) fill(view.settings);
}

function fill(/** @type {Settings} */ settings) {
  kept = settings;
  const { daysBefore } = settings.reminders;
  const days = [...new Set([...DAYS, ...daysBefore])].sort((a, b) => b - a);
  find("#reminder-days").replaceChildren(...days.map((day) => dayChoice(day, daysBefore.includes(day))));
  dailyAfter.checked = settings.reminders.dailyAfter;
  offer(checkEvery, INTERVALS, settings.checkEveryMins, "minutes");
  offer(syncEvery, SYNCS, settings.syncUsersEveryHours, "hours");
  closeToTray.checked = settings.closeToTray;
  fillSafety(settings.safety);
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=theme]")))
    choice.checked = choice.value === settings.theme;
  const paused = pausedUntil();
  setText(find("[data-action=pause-notifications]"), paused ? "Resume now" : "Pause for a day");
  setText(find("#paused-until"), paused ? `Paused until ${moment(paused)}` : "");
}

/** Offers intervals, and the one that is kept, also where it is none of them. */
function offer(
  /** @type {HTMLSelectElement} */ select,
  /** @type {[number, string][]} */ intervals,
  /** @type {number} */ kept,
  /** @type {string} */ unit,
) {
  const all = new Map([...intervals, [kept, intervals.find(([value]) => value === kept)?.[1] ?? `${kept} ${unit}`]]);
  select.replaceChildren(...[...all].map(([value, label]) => new Option(label, String(value), false, value === kept)));
}

function dayChoice(/** @type {number} */ days, /** @type {boolean} */ checked) {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  input.type = "checkbox";
  input.name = "days";
  input.value = String(days);
  input.checked = checked;
  label.append(input, ` ${days === 0 ? "On the day" : days === 1 ? "1 day" : `${days} days`}`);
  return label;
}

/** The end of a pause that holds. One that ends later than in a day was begun while the clock was ahead. */
function pausedUntil() {
  const until = kept?.pausedUntil ?? null;
  const left = until ? new Date(until).getTime() - Date.now() : 0;
  return left > 0 && left <= LONGEST_PAUSE ? until : null;
}

/** @returns {Settings} what the form says */
const chosen = () => ({
  reminders: {
    daysBefore: [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=days]:checked"))].map(
      ({ value }) => Number(value),
    ),
    dailyAfter: dailyAfter.checked,
  },
  checkEveryMins: Number(checkEvery.value),
  syncUsersEveryHours: Number(syncEvery.value),
  closeToTray: closeToTray.checked,
  theme: /** @type {Settings["theme"]} */ (new FormData(form).get("theme")),
  pausedUntil: kept?.pausedUntil ?? null,
  safety: chosenSafety(),
});

/** Keeps what the form says; where that fails, the form shows what is kept. */
async function keep(/** @type {Settings} */ settings) {
  try {
    kept = await setSettings(settings);
    announce("Saved");
  } catch (error) {
    if (kept) fill(kept);
    await showFailure(/** @type {IpcError} */ (error));
  }
}

/** Says what came of an export, and offers to show the file. */
async function write(/** @type {() => Promise<string>} */ exported) {
  try {
    written = await exported();
    setText(find("#data-result"), `Saved to ${written}`);
    find("#show-file").hidden = false;
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", async ({ target }) => {
  if (target === importFile) return;
  if (target === startAtLogin) {
    await setStartAtLogin(startAtLogin.checked).catch(async (error) => {
      startAtLogin.checked = !startAtLogin.checked;
      await showFailure(error);
    });
    return;
  }
  // Before it was filled for the first time, the form says nothing.
  if (!kept) return;
  changes += 1;
  const settings = chosen();
  keeping = keeping.then(() => keep(settings));
});

importFile.addEventListener("change", async () => {
  const file = importFile.files?.[0];
  importFile.value = "";
  if (!file) return;
  try {
    const { added, skipped } = await importSources(await file.text());
    const count = added.length === 1 ? "1 source was added" : `${added.length} sources were added`;
    const without = added.length > 0 ? ". Enter their keys with Replace key." : ".";
    const left = skipped.map(({ name, reason }) => `\n“${name}” was left out: ${reason}`);
    setText(find("#data-result"), `${count}${without}${left.join("")}`);
    find("#show-file").hidden = true;
  } catch (error) {
    await showFailure(/** @type {IpcError} */ (error));
  }
});

on("test-notification", async () => {
  setText(find("#settings-result"), "");
  await testNotification().then(
    () =>
      setText(find("#settings-result"), "The notification was sent. If you saw none, look at this desktop’s settings."),
    showFailure,
  );
});
on("pause-notifications", async () => {
  await togglePause().then(fill, showFailure);
});
on("open-data-dir", () => openDataDir().catch(showFailure));
on("export-sources", () => write(exportSources));
on("export-calendar", () => write(exportCalendar));
on("show-file", () => showFile(written).catch(showFailure));
