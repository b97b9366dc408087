// Brings the window to life: pages, keys, and the news from the Rust side.

import { on, run } from "./actions.js";
import { onGoTo, onSourcesChanged, openHelp, takeTarget } from "./backend.js";
import "./bulk/run_news.js";
import { focusTitle } from "./parts/dom.js";
import "./parts/escape.js";
import "./parts/menu.js";
import { tellOfMissingTray, watchKeychain } from "./parts/notices.js";
import { showFailure } from "./parts/problem_dialog.js";
import "./parts/tooltip.js";
import { goToSource, showSources } from "./views/sources.js";

/** The pages, by the hash that leads to them. The first is the home page; the others are loaded when they are asked for. */
/** @type {Record<string, () => Promise<() => Promise<void>>>} */
const pages = {
  sources: async () => showSources,
  users: async () => (await import("./views/users.js")).showUsers,
  insights: async () => (await import("./views/insights.js")).showInsights,
  person: async () => (await import("./views/person.js")).showPerson,
  preview: async () => (await import("./views/preview.js")).showPreview,
  keys: async () => (await import("./views/keys.js")).showKeys,
  activity: async () => (await import("./views/activity.js")).showActivity,
  run: async () => (await import("./views/run.js")).showRun,
  tasks: async () => (await import("./views/tasks.js")).showTasks,
  settings: async () => (await import("./views/settings.js")).showSettings,
  help: async () => (await import("./views/help.js")).showHelp,
};
/** @type {Record<string, string>} the page of the main navigation that a page belongs to */
const parents = { insights: "users", person: "users", preview: "users", run: "activity", tasks: "activity" };

function nameInHash() {
  const asked = location.hash.slice(1).split("/")[0];
  return asked in pages ? asked : "sources";
}

/** Shows the page that the hash names once it is loaded: what is in sight can be pressed. */
async function showPage() {
  const name = nameInHash();
  const show = await pages[name]();
  if (name !== nameInHash()) return;
  for (const view of document.querySelectorAll("main > .view"))
    view.toggleAttribute("hidden", view.id !== `${name}-view`);
  for (const link of document.querySelectorAll(".app-bar a")) {
    if (link.getAttribute("href") === `#${parents[name] ?? name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  show().catch(showFailure);
}

window.addEventListener("hashchange", async () => {
  await showPage();
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
  await openHelp(link, control.dataset.source || null).catch(showFailure);
});

/** Goes where a click on a notification or in the tray leads. */
async function goToTarget() {
  const target = await takeTarget();
  if (!target) return;
  if (target.kind === "inventory") (await import("./views/keys.js")).showKeysOf(target.id);
  else if (target.kind === "run") location.hash = `#run/${target.id}`;
  else await goToSource(target.id, target.kind === "key");
}

onSourcesChanged(showSources);
onGoTo(goToTarget);
showPage();
goToTarget();
watchKeychain();
tellOfMissingTray();
