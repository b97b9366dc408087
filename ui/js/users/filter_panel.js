// The panel of filters. What the chosen sources cannot serve is shown with the reason.

import { on } from "../actions.js";
import { userFacets } from "../backend.js";
import { find, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { number } from "../parts/words.js";
import { choiceList } from "./choice_list.js";
import { showFileFilter } from "./file_filter.js";
import { currentFilter, lacksLabels, learnLabels, setFilter } from "./filter.js";
import { showGroups } from "./group_field.js";
import { reasonAgainst } from "./support.js";

/** @import { Choice, InSource, UserFacets, UserSource } from "../../types/ipc.js" */

/** Wide windows show the panel until it is closed. */
const WIDE = "(min-width: 80rem)";
const STORED = "filters shown";
/** How long after a change counts are asked for, in milliseconds. */
const SETTLED = 150;

const panel = /** @type {HTMLFormElement} */ (find("#user-filters"));
const button = find("#filters-button");
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(`#${id}`, panel));
const section = (/** @type {string} */ name) => find(`[data-filter="${name}"]`, panel);

/** @type {{ field: HTMLInputElement, name: "name" | "email" }[]} */
const texts = [
  { field: input("filter-name"), name: "name" },
  { field: input("filter-email"), name: "email" },
];
/** @type {{ field: HTMLInputElement, name: "lastLoginBefore" | "lastLoginAfter" }[]} */
const days = [
  { field: input("last-login-before"), name: "lastLoginBefore" },
  { field: input("last-login-after"), name: "lastLoginAfter" },
];
const quick = [.../** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-days-ago]"))].map((button) => ({
  button,
  daysAgo: Number(button.dataset.daysAgo),
}));
/** @type {{ name: "sources" | "statuses" | "directories" | "apps" | "accountTypes" | "domains", choices: (facets: UserFacets) => Choice<string | InSource>[] }[]} */
const lists = [
  { name: "sources", choices: ({ sources }) => sources },
  { name: "statuses", choices: ({ statuses }) => statuses },
  { name: "directories", choices: ({ directories }) => directories },
  { name: "apps", choices: ({ apps }) => apps },
  { name: "accountTypes", choices: ({ accountTypes }) => accountTypes },
  { name: "domains", choices: ({ domains }) => domains },
];
const showList = Object.fromEntries(
  lists.map(({ name }) => [
    name,
    choiceList(find(".choice-list", section(name)), (values) => setFilter({ [name]: values })),
  ]),
);

/** @type {UserSource[]} */
let sources = [];
let loading = false;
let stale = false;

export const isPanelShown = () => !panel.hidden;

function setShown(/** @type {boolean} */ shown) {
  panel.hidden = !shown;
  button.ariaExpanded = String(shown);
}

/** Says which sources there are: their types tell which filters can serve. */
export function knowSources(/** @type {UserSource[]} */ known) {
  sources = known;
  learnLabels(known.map(({ source, sourceName }) => ({ value: source, label: sourceName })));
  showReasons();
}

/** Shows the filter as it is, wherever it was changed. */
export function showFilter() {
  const filter = currentFilter();
  for (const { field, name } of texts) if (field !== document.activeElement) field.value = filter[name];
  for (const { field, name } of days) {
    if (field === document.activeElement) continue;
    field.value = filter[name] ?? "";
    field.ariaInvalid = "false";
  }
  for (const { button, daysAgo } of quick) button.ariaPressed = String(filter.inactiveDays === daysAgo);
  for (const name of /** @type {const} */ (["loginHistory", "managed", "synced"])) {
    for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll(`[name=${name}]`)))
      choice.checked = choice.value === String(filter[name] ?? "");
    showChosen(name, filter[name] === "all" || filter[name] === null ? 0 : 1);
  }
  for (const { name } of lists) {
    showChosen(name, filter[name].length);
    // At once: whoever ticks two boxes in a row means both.
    showList[name](filter[name]);
  }
  showChosen("lastLogin", days.filter(({ name }) => filter[name]).length + (filter.inactiveDays === null ? 0 : 1));
  showChosen("inFile", filter.inFile ? 1 : 0);
  showGroups();
  showFileFilter();
  showReasons();
}

/** How many choices of a filter are at work, beside its name. */
const showChosen = (/** @type {string} */ name, /** @type {number} */ count) =>
  setText(find("[data-slot=chosen]", section(name)), count > 0 ? number(count) : "");

/** Disables what no chosen source can serve, unless it is at work. */
function showReasons() {
  const { sources: chosen } = currentFilter();
  const types = sources.filter(({ source }) => chosen.length === 0 || chosen.includes(source));
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-filter]"))) {
    const against = reasonAgainst(
      part.dataset.filter ?? "",
      types.map(({ connectionType }) => connectionType),
    );
    const reason = find("[data-slot=reason]", part);
    setText(reason, against);
    reason.hidden = against === "";
    const isUsed = find("[data-slot=chosen]", part).textContent !== "";
    part.classList.toggle("unserved", against !== "");
    for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll("input, .quick button")))
      control.disabled = against !== "" && !isUsed;
  }
}

/** Brings the counts up to date, where they are shown or a name is not known. Calls while one is under way become one. */
export async function loadFacets() {
  if (!isPanelShown() && !lacksLabels()) return;
  stale = true;
  if (loading) return;
  loading = true;
  try {
    while (stale) {
      stale = false;
      // The rows are painted first, and nobody reads counts while typing.
      await new Promise((resolve) => setTimeout(resolve, SETTLED));
      if (stale) continue;
      const facets = await userFacets(currentFilter());
      if (!stale) showFacets(facets);
    }
  } finally {
    loading = false;
  }
}

function showFacets(/** @type {UserFacets} */ facets) {
  learnLabels([...facets.groups, ...facets.apps]);
  const filter = currentFilter();
  for (const { name, choices } of lists) showList[name](filter[name], choices(facets));
  const { managed, synced, loggedIn, neverLoggedIn } = facets;
  showCounts("loginHistory", { all: loggedIn + neverLoggedIn, loggedInBefore: loggedIn, neverLoggedIn });
  showCounts("managed", { false: managed[0], true: managed[1] });
  showCounts("synced", { false: synced[0], true: synced[1] });
  showGroups();
  showReasons();
}

function showCounts(/** @type {string} */ name, /** @type {Record<string, number>} */ counts) {
  for (const [value, count] of Object.entries(counts))
    setText(find(`[data-count="${value}"]`, section(name)), number(count));
}

/** A day of the calendar that was typed whole; `null` for none, `undefined` for anything else. */
function dayIn(/** @type {string} */ text) {
  if (text === "") return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00`).getDate() === Number(text.slice(8));
  return isDay ? text : undefined;
}

for (const { field, name } of texts) field.addEventListener("input", () => setFilter({ [name]: field.value }));
for (const { field, name } of days) {
  field.addEventListener("input", () => {
    const typed = dayIn(field.value.trim());
    field.ariaInvalid = "false";
    if (typed === undefined || typed === currentFilter()[name]) return;
    setFilter({ ...(name === "lastLoginBefore" && { inactiveDays: null }), [name]: typed });
  });
  // While it is typed, a day is not wrong yet.
  field.addEventListener("blur", () => {
    field.ariaInvalid = String(dayIn(field.value.trim()) === undefined);
  });
}
for (const { button, daysAgo } of quick)
  button.addEventListener("click", () =>
    setFilter({ lastLoginBefore: null, inactiveDays: currentFilter().inactiveDays === daysAgo ? null : daysAgo }),
  );
panel.addEventListener("change", ({ target }) => {
  const { name, value, type } = /** @type {HTMLInputElement} */ (target);
  if (type !== "radio") return;
  setFilter({ [name]: name === "loginHistory" ? value : value === "" ? null : value === "true" });
});
panel.addEventListener("submit", (event) => event.preventDefault());

on("toggle-filters", () => {
  setShown(!isPanelShown());
  localStorage.setItem(STORED, String(isPanelShown()));
  loadFacets().catch(showFailure);
});
setShown((localStorage.getItem(STORED) ?? String(matchMedia(WIDE).matches)) === "true");
