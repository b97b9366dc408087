// Where the users come from: how old they are, how far a sync is, and why one failed.

import { on } from "../actions.js";
import { cancelUserSync, syncUsers, userSources } from "../backend.js";
import { copyOf, fillProblem, find, make, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { ago, fullMoment } from "../parts/time.js";
import { counted, number, timeLeft } from "../parts/words.js";

/** @import { SyncProgress, UserSource } from "../../types/ipc.js" */

/** @type {UserSource[]} */
let sources = [];

const lines = find("#user-syncs");
const panel = find("#user-sources");

/** Reads what is known of the sources, and shows it. */
export async function loadSources() {
  sources = await userSources();
  showLines();
  showAges();
  const isSyncing = sources.some(({ sync }) => sync);
  for (const button of document.querySelectorAll("[data-action=sync-users]"))
    setText(/** @type {HTMLElement} */ (button), isSyncing ? "Cancel" : "Sync");
  return sources;
}

/** A line for each source that is being synced or could not be. */
function showLines() {
  const told = sources.filter(({ sync, problem }) => sync || problem).sort((a, b) => Number(!a.sync) - Number(!b.sync));
  lines.hidden = told.length === 0;
  /** @type {Map<string | undefined, HTMLElement>} */
  const old = new Map(
    [...lines.children].map((line) => [
      /** @type {HTMLElement} */ (line).dataset.key,
      /** @type {HTMLElement} */ (line),
    ]),
  );
  lines.replaceChildren(
    ...told.map((source) => {
      // A line stays as long as it tells the same, so that its details stay open.
      const key = JSON.stringify([source.source, source.sync ? "syncing" : source.problem]);
      const line = old.get(key) ?? (source.sync ? progressLine() : problemLine(source));
      line.dataset.key = key;
      if (source.sync) fillProgress(line, source.sourceName, source.sync);
      return line;
    }),
  );
}

const progressLine = () => make("li", {}, make("progress"), make("span"));

function fillProgress(
  /** @type {HTMLElement} */ line,
  /** @type {string} */ name,
  /** @type {SyncProgress} */ { stage, done, total, perSecond, secondsLeft },
) {
  const [bar, words] = /** @type {[HTMLProgressElement, HTMLElement]} */ ([...line.children]);
  bar.ariaLabel = name;
  if (total) {
    bar.max = total;
    bar.value = Math.min(done, total);
  } else {
    bar.removeAttribute("value");
  }
  const far = total ? `${number(done)} of ${number(total)}` : number(done);
  const rate = perSecond >= 1 ? [`${number(Math.round(perSecond))} a second`] : [];
  const left = secondsLeft === null ? [] : [timeLeft(secondsLeft)];
  setText(words, `${name}: ${stage}, ${[far, ...rate, ...left].join(", ")}`);
}

function problemLine(/** @type {UserSource} */ { sourceName, problem }) {
  const line = make("li");
  if (!problem) return line;
  const notice = copyOf("notice");
  fillProblem(notice, { ...problem, message: `${sourceName}: ${problem.message}` });
  find("[data-dismiss]", notice).remove();
  line.append(notice);
  return line;
}

/** “as of 3 hours ago”, and how old the oldest are; the list of all is behind it. */
function showAges() {
  const fetched = sources.flatMap(({ fetchedAt }) => fetchedAt ?? []).sort();
  const [oldest, newest] = [fetched[0], fetched.at(-1)].map((at) => at && ago(at));
  const missing = sources.length - fetched.length;
  const age = oldest === newest ? `as of ${newest}` : `as of ${newest}, the oldest ${oldest}`;
  const button = find("#users-age");
  button.hidden = !oldest;
  setText(button, missing > 0 ? `${age}, ${counted(missing, "source")} not synced` : age);
  if (panel.matches(":popover-open")) showPanel();
}

function showPanel() {
  const focused = panel.querySelector("button:focus")?.getAttribute("data-source");
  find("ul", panel).replaceChildren(...sources.map(ageItem));
  if (focused)
    /** @type {HTMLElement | null} */ (panel.querySelector(`[data-source="${CSS.escape(focused)}"]`))?.focus();
}

function ageItem(/** @type {UserSource} */ { source, sourceName, fetchedAt, users, sync }) {
  const age = fetchedAt ? `${counted(users, "user")}, as of ${ago(fetchedAt)}` : "not synced yet";
  const act = sync ? "Cancel" : "Sync";
  const button = make("button", { type: "button", className: "button small", title: `${act} ${sourceName}` }, act);
  button.dataset.source = source;
  button.dataset.action = "sync-source";
  return make(
    "li",
    {},
    make("span", { className: "words", dir: "auto", title: sourceName }, sourceName),
    make("span", { className: "muted", title: fetchedAt ? fullMoment(fetchedAt) : "" }, age),
    button,
  );
}

const toggle = (/** @type {boolean} */ isSyncing, /** @type {string | null} */ source) =>
  (isSyncing ? cancelUserSync(source) : syncUsers(source)).then(loadSources).catch(showFailure);

on("sync-users", () =>
  toggle(
    sources.some(({ sync }) => sync),
    null,
  ),
);
on("sync-source", ({ dataset }) => {
  const source = sources.find(({ source }) => source === dataset.source);
  if (source) return toggle(source.sync !== null, source.source);
});
panel.addEventListener("beforetoggle", showPanel);
