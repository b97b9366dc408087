// Whom an action is for, as far as it can be told before it is planned.

import { userFacets, userSources } from "../backend.js";
import { keyOf } from "../users/filter.js";

/** @import { Choice, ConnectionType, InSource, UserFilter, UserSource } from "../../types/ipc.js" */

/**
 * @typedef {object} Scope
 * @property {UserFilter} filter
 * @property {number} users
 * @property {UserSource[]} sources those the users are in
 * @property {UserSource[]} jira those that issues can be created in
 * @property {Choice<InSource>[]} apps
 */

/** @returns {Promise<Scope>} */
export async function scopeOf(/** @type {UserFilter} */ filter) {
  const [facets, all] = await Promise.all([userFacets(filter), userSources()]);
  const counts = new Map(facets.sources.map(({ value, count }) => [keyOf(value), count]));
  const named = all.filter(({ source }) => (counts.get(source) ?? 0) > 0);
  return {
    filter,
    users: named.reduce((sum, { source }) => sum + (counts.get(source) ?? 0), 0),
    // Where nobody matches yet, any source may be meant.
    sources: named.length > 0 ? named : all,
    jira: all.filter(({ connectionType }) => connectionType === "jiraCloud"),
    apps: facets.apps.filter(({ value }) => counts.get(value.source)),
  };
}

/** @returns {ConnectionType[]} */
export const typesOf = (/** @type {Scope} */ { sources }) => [
  ...new Set(sources.map(({ connectionType }) => connectionType)),
];
