// One key as a row of the Keys page.

import { copyOf, setText, slot } from "./dom.js";
import { ago, day, dayOf, lifetime } from "./time.js";

/** @import { KeyRow } from "../../types/ipc.js" */

export const kindNames = { sourceKey: "Key of a source", apiKey: "API key", apiToken: "API token" };
export const statusNames = {
  expired: "Expired",
  soon: "Expires soon",
  fine: "Active",
  notSet: "No expiry date",
  blocked: "Blocked",
};

/** @returns {HTMLElement} */
export function keyRow(/** @type {KeyRow} */ key, /** @type {number} */ index) {
  const row = copyOf("key-row");
  row.dataset.index = String(index);
  row.dataset.expiry = key.status;
  const fill = (/** @type {string} */ name, /** @type {string} */ text) => setText(slot(row, name), text);
  fill("label", key.label || "(no label)");
  slot(row, "label").title = key.label;
  slot(row, "label").id = `key-${index}`;
  slot(row, "blocked").hidden = key.status !== "blocked";
  slot(row, "own").hidden = !key.own || key.kind === "sourceKey";
  fill("scopes", key.scopes.length === 0 ? "" : `${key.scopes.length} ${key.scopes.length === 1 ? "scope" : "scopes"}`);
  slot(row, "scopes").title = key.scopes.join(", ");
  fill("kind", kindNames[key.kind]);
  fill("source", key.sourceName);
  slot(row, "source").title = key.sourceName;
  fill("owner", key.ownerName);
  fill("email", key.ownerEmail);
  fill("created", key.createdAt ? dayOf(key.createdAt) : "");
  fill("lastActive", key.lastActiveAt ? ago(key.lastActiveAt) : key.kind === "sourceKey" ? "" : "never");
  fill("expires", key.expiresOn ? day(key.expiresOn) : "not set");
  fill("daysLeft", key.daysLeft === null ? "" : lifetime(key.daysLeft));
  const remind = /** @type {HTMLButtonElement} */ (row.querySelector("[data-action=remind-key]"));
  remind.textContent = key.reminders ? "On" : "Off";
  remind.ariaPressed = String(key.reminders);
  remind.setAttribute("aria-describedby", `key-${index}`);
  remind.disabled = key.expiresOn === null;
  const more = /** @type {HTMLButtonElement} */ (row.querySelector("[data-action=key-menu]"));
  more.setAttribute("aria-describedby", `key-${index}`);
  return row;
}
