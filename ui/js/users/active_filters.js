// The filters at work, each as a chip that takes it away.

import { on } from "../actions.js";
import { chip, showChips } from "../parts/chip.js";
import { find } from "../parts/dom.js";
import { day } from "../parts/time.js";
import { counted } from "../parts/words.js";
import { currentFilter, emptyFilter, labelOf, setFilter } from "./filter.js";
import { accountTypeNames, statusNames } from "./names.js";

/** @import { InSource, UserFilter } from "../../types/ipc.js" */
/** @typedef {{ text: string, without: Partial<UserFilter> }} ActiveFilter */

/** More choices than this of one filter become one chip. */
const SINGLE = 4;

/** @type {{ name: "sources" | "groups" | "directories" | "statuses" | "apps" | "accountTypes" | "domains", title: string, label: (value: any) => string }[]} */
const lists = [
  { name: "sources", title: "Source", label: labelOf },
  { name: "groups", title: "Group", label: labelOf },
  { name: "directories", title: "Directory", label: String },
  { name: "statuses", title: "Status", label: (/** @type {keyof typeof statusNames} */ status) => statusNames[status] },
  { name: "apps", title: "Application", label: labelOf },
  {
    name: "accountTypes",
    title: "Account type",
    label: (/** @type {keyof typeof accountTypeNames} */ type) => accountTypeNames[type],
  },
  { name: "domains", title: "Domain", label: String },
];

/** @returns {ActiveFilter[]} */
function activeFilters(/** @type {UserFilter} */ filter) {
  const some = (
    /** @type {unknown} */ active,
    /** @type {string} */ text,
    /** @type {Partial<UserFilter>} */ without,
  ) => (active ? [{ text, without }] : []);
  return [
    ...some(filter.onlySelected, "Selected", { onlySelected: false }),
    ...some(filter.name, `Name: ${filter.name}`, { name: "" }),
    ...some(filter.email, `Email: ${filter.email}`, { email: "" }),
    ...lists.flatMap((list) => activeChoices(filter, list)),
    ...some(filter.lastLoginBefore, `Last login before ${filter.lastLoginBefore && day(filter.lastLoginBefore)}`, {
      lastLoginBefore: null,
    }),
    ...some(
      filter.inactiveDays !== null,
      `Last login more than ${filter.inactiveDays !== null && counted(filter.inactiveDays, "day")} ago`,
      { inactiveDays: null },
    ),
    ...some(filter.lastLoginAfter, `Last login after ${filter.lastLoginAfter && day(filter.lastLoginAfter)}`, {
      lastLoginAfter: null,
    }),
    ...some(filter.loginHistory === "loggedInBefore", "Logged in before", { loginHistory: "all" }),
    ...some(filter.loginHistory === "neverLoggedIn", "Never logged in", { loginHistory: "all" }),
    ...some(filter.managed !== null, filter.managed ? "Managed" : "Not managed", { managed: null }),
    ...some(filter.synced !== null, filter.synced ? "With identity provider" : "Without identity provider", {
      synced: null,
    }),
    ...some(filter.inFile, "In the CSV file", { inFile: false }),
  ];
}

function activeChoices(/** @type {UserFilter} */ filter, /** @type {(typeof lists)[number]} */ { name, title, label }) {
  /** @type {(string | InSource)[]} */
  const values = filter[name];
  if (values.length > SINGLE) return [{ text: `${title}: ${values.length} chosen`, without: { [name]: [] } }];
  return values.map((value) => ({
    text: `${title}: ${label(value)}`,
    without: { [name]: values.filter((other) => other !== value) },
  }));
}

/** A filter in words, the search included; names that are not known yet are “…”. */
export function filterWords(/** @type {UserFilter} */ filter) {
  const search = filter.search.trim();
  const texts = [...(search ? [`Search: ${search}`] : []), ...activeFilters(filter).map(({ text }) => text)];
  return texts.length > 0 ? texts.join("; ") : "Everyone";
}

/** How many filters are at work, the search aside. */
export const countActive = () => activeFilters(currentFilter()).length;

export function showActiveFilters() {
  const active = activeFilters(currentFilter());
  const place = find("#active-filters");
  place.hidden = active.length === 0;
  showChips(
    find(".chips", place),
    active.map(({ text, without }) => chip(text, () => setFilter(without))),
    find("#users-search"),
  );
}

on("clear-filters", () => {
  setFilter(emptyFilter());
  find("#users-search").focus();
});
