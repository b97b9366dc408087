// Which users the page shows: one filter, changed from many places, and told of to all of them.

/** @import { InSource, UserFilter } from "../../types/ipc.js" */

/** @returns {UserFilter} one that lets everyone through */
export const emptyFilter = () => ({
  search: "",
  sources: [],
  email: "",
  name: "",
  groups: [],
  directories: [],
  statuses: [],
  lastLoginBefore: null,
  inactiveDays: null,
  lastLoginAfter: null,
  loginHistory: "all",
  apps: [],
  accountTypes: [],
  managed: null,
  synced: null,
  domains: [],
  inFile: false,
  onlySelected: false,
});

let filter = emptyFilter();
const changes = new EventTarget();

export const currentFilter = () => filter;

/** Changes parts of the filter. */
export function setFilter(/** @type {Partial<UserFilter>} */ change) {
  filter = { ...filter, ...change };
  changes.dispatchEvent(new Event("change"));
}

/** Calls back after each change. */
export const onFilterChange = (/** @type {() => void} */ callback) => changes.addEventListener("change", callback);

/** What tells a choice from the others. */
export const keyOf = (/** @type {string | InSource} */ value) =>
  typeof value === "string" ? value : `${value.source}/${value.id}`;

/** @type {Map<string, string>} the names of groups and applications, which the filter knows by their ids only */
const labels = new Map();

export const labelOf = (/** @type {string | InSource} */ value) => labels.get(keyOf(value)) ?? "…";

export function learnLabels(/** @type {{ value: string | InSource, label: string }[]} */ choices) {
  for (const { value, label } of choices) labels.set(keyOf(value), label);
}

/** Whether the filter names something by an id whose name is not known. */
export const lacksLabels = () =>
  [...filter.groups, ...filter.apps, ...filter.sources].some((value) => !labels.has(keyOf(value)));
