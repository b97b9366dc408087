// Insights: the users in numbers. Every number leads to the users it counts.

import { onUsersChanged, userInsights, userSources } from "../backend.js";
import { find, make } from "../parts/dom.js";
import { whileSeen } from "../parts/paced.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted, number } from "../parts/words.js";
import { barList, legend, stackedBars } from "../users/bars.js";
import { emptyFilter, setFilter } from "../users/filter.js";

/** @import { Figure, UserFilter, UserInsights } from "../../types/ipc.js" */

const view = find("#insights-view");
const body = find("#insights-body");
const bySource = /** @type {HTMLSelectElement} */ (find("#insights-source"));

/** Answers to older questions are dropped. */
let question = 0;

export async function showInsights() {
  const sources = await userSources();
  const { value } = bySource;
  bySource.replaceChildren(
    new Option("All sources", ""),
    ...sources.map(({ source, sourceName }) => new Option(sourceName, source)),
  );
  bySource.value = sources.some(({ source }) => source === value) ? value : "";
  await load();
}

async function load() {
  const asked = ++question;
  const insights = await userInsights(bySource.value ? [bySource.value] : []);
  if (asked !== question) return;
  body.replaceChildren(...(insights.users > 0 ? sections(insights) : [nothing()]));
}

function list(/** @type {UserFilter} */ filter) {
  setFilter({ ...emptyFilter(), ...filter });
  location.hash = "#users";
}

function sections(/** @type {UserInsights} */ { users, activity, apps, statuses, domains }) {
  const active = apps.filter(({ activity }) => activity.length > 0);
  const told = activity.some(({ count }) => count > 0);
  const paid = apps.filter(({ seats }) => seats !== null);
  return [
    ...some(active, "Activity by application", "wide", () => [
      legend(active[0].activity.map(({ label }) => label)),
      stackedBars(active, list),
    ]),
    ...some(paid, "Seats by application", "", () => [
      barList(
        paid.map(({ seats, users }) => ({ ...users, whole: seats })),
        list,
      ),
    ]),
    ...some(told ? activity.slice(-1) : [], "Never logged in", "", ([never]) => [large(never, users)]),
    ...some(statuses, "Users by status", "", (bars) => [barList(bars, list)]),
    ...some(domains, "Users by e-mail domain", "", (bars) => [barList(bars, list)]),
  ];
}

/**
 * A section, where there is something to show in it.
 * @template T
 * @param {T[]} shown
 * @param {string} title
 * @param {string} kind
 * @param {(shown: T[]) => Node[]} content
 */
function some(shown, title, kind, content) {
  if (shown.length === 0) return [];
  return [make("section", { className: `card ${kind}` }, make("h2", {}, title), ...content(shown))];
}

/** One number, large, and the part it is of all. */
function large(/** @type {Figure} */ { count, filter }, /** @type {number} */ all) {
  const share = all === 0 ? 0 : Math.round((100 * count) / all);
  const button = make(
    "button",
    { type: "button", className: "figure" },
    make("span", { className: "large" }, number(count)),
    ` of ${counted(all, "user")}, ${share}%`,
  );
  button.addEventListener("click", () => list(filter));
  return button;
}

const nothing = () => make("p", { className: "muted" }, "Nothing to count yet. Sync on the page Users fetches them.");

bySource.addEventListener("change", () => load().catch(showFailure));
onUsersChanged(whileSeen(view, load));
