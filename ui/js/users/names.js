// What the window calls the kinds of users and what is not known of them.

/** @import { AccountType, UserRow, UserStatus } from "../../types/ipc.js" */

/** @type {Record<UserStatus, string>} */
export const statusNames = {
  active: "Active",
  inactive: "Inactive",
  suspended: "Suspended",
  deactivated: "Deactivated",
  notInvited: "Not invited",
  forDeletion: "For deletion",
  closed: "Closed",
};

/** @type {Record<AccountType, string>} */
export const accountTypeNames = {
  person: "Person",
  app: "App",
  customer: "Customer",
  other: "Other",
};

/** Where the source does not tell. */
export const NOT_TOLD = "—";

/** When a user was last active, by a way of writing a moment. */
export const lastLogin = (/** @type {UserRow} */ user, /** @type {(iso: string) => string} */ write) =>
  user.lastActive ? write(user.lastActive) : user.tellsActivity ? "never" : NOT_TOLD;

/** The page of a user as a person. */
export const personHash = (/** @type {{ source: string, accountId: string }} */ { source, accountId }) =>
  `#person/${encodeURIComponent(source)}/${encodeURIComponent(accountId)}`;
