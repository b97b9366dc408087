// Brings the window to life: pages, keys, and the news from the Rust side.

import { on, run } from "./actions.js";
import "./bulk/menu.js";
import "./bulk/run_news.js";
import { onGoTo, onInventoryChanged, onSourcesChanged, openHelp, takeTarget } from "./backend.js";
import { focusTitle } from "./parts/dom.js";
import "./parts/escape.js";
import "./parts/menu.js";
import { tellOfMissingTray, watchKeychain } from "./parts/notices.js";
import { showFailure } from "./parts/problem_dialog.js";
import "./parts/tooltip.js";
import { showActivity } from "./views/activity.js";
import { showHelp } from "./views/help.js";
import { showInsights } from "./views/insights.js";
import { refreshKeys, showKeys, showKeysOf } from "./views/keys.js";
import { showPerson } from "./views/person.js";
import { showPreview } from "./views/preview.js";
import { showRun } from "./views/run.js";
import { showSettings } from "./views/settings.js";
import { goToSource, showSources } from "./views/sources.js";
import { showTasks } from "./views/tasks.js";
import { showUsers } from "./views/users.js";

/** The pages, by the hash that leads to them. The first is the home page. */
/** @type {Record<string, () => Promise<void>>} */
const pages = {
  sources: showSources,
  users: showUsers,
  insights: showInsights,
  person: showPerson,
  preview: showPreview,
  keys: showKeys,
  activity: showActivity,
  run: showRun,
  tasks: showTasks,
  settings: showSettings,
  help: showHelp,
};
/** @type {Record<string, string>} the page of the main navigation that a page belongs to */
const parents = { insights: "users", person: "users", preview: "users", run: "activity", tasks: "activity" };

function showPage() {
  const asked = location.hash.slice(1).split("/")[0];
  const name = asked in pages ? asked : "sources";
  for (const view of document.querySelectorAll("main > .view"))
    view.toggleAttribute("hidden", view.id !== `${name}-view`);
  for (const link of document.querySelectorAll(".app-bar a")) {
    if (link.getAttribute("href") === `#${parents[name] ?? name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  pages[name]().catch(showFailure);
}

window.addEventListener("hashchange", () => {
  showPage();
  // The new page is read from its title on, as after following a link in a browser.
  focusTitle();
});

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const action = command && key === "n" ? "new-source" : key === "f5" || (command && key === "r") ? "check-all" : null;
  if (!action) return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) run(action);
});

on("open-help", async (control) => {
  const link = /** @type {import("../types/ipc.js").HelpLink} */ (control.dataset.link);
  await openHelp(link).catch(showFailure);
});

/** Goes where a click on a notification or in the tray leads. */
async function goToTarget() {
  const target = await takeTarget();
  if (!target) return;
  if (target.kind === "inventory") showKeysOf(target.id);
  else if (target.kind === "run") location.hash = `#run/${target.id}`;
  else await goToSource(target.id, target.kind === "key");
}

onSourcesChanged(showSources);
onSourcesChanged(refreshKeys);
onInventoryChanged(refreshKeys);
onGoTo(goToTarget);
showPage();
goToTarget();
watchKeychain();
tellOfMissingTray();
