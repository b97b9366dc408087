// Which filters the types of sources cannot serve, and why. What they can stands on the Help page.

/** @import { ConnectionType } from "../../types/ipc.js" */

/** @type {Record<string, Partial<Record<ConnectionType, string>>>} by the names of the filters */
const reasons = {
  lastLogin: { jiraCloud: "Jira Cloud does not tell when users last logged in." },
  loginHistory: { jiraCloud: "Jira Cloud does not tell who has logged in." },
  directories: { jiraCloud: "Jira Cloud has no user directories." },
  managed: { jiraCloud: "Jira Cloud does not tell who manages an account." },
  synced: { jiraCloud: "Jira Cloud does not tell of identity providers." },
};

/** Why none of the types serves a filter; "" where one does. */
export function reasonAgainst(/** @type {string} */ filter, /** @type {ConnectionType[]} */ types) {
  const against = types.map((type) => reasons[filter]?.[type]);
  return against.every(Boolean) ? (against[0] ?? "") : "";
}
