// The strips above every page: keys that end soon, and a computer that is offline. A desktop may show no notification,
// so every warning stands here as well.

import { run } from "../actions.js";
import { snooze } from "../backend.js";
import { find, focusTitle, setText } from "./dom.js";
import { showFailure } from "./problem_dialog.js";

/** @import { AttentionItem, SourceList } from "../../types/ipc.js" */

/** How many keys are named. */
const NAMED = 3;

const banner = find("#attention");

/** @type {AttentionItem[]} what the banner tells of, the most urgent first */
let items = [];

export function showAttention(/** @type {SourceList} */ { attention, offline }) {
  find("#offline").hidden = !offline;
  items = attention.items.filter(
    ({ level, snoozedUntil }) => (level === "soon" || level === "expired") && !snoozedUntil,
  );
  banner.hidden = items.length === 0;
  if (items.length === 0) return;
  banner.dataset.level = items[0].level;
  setText(find(".message", banner), text());
  setText(find("[data-action=see-to]", banner), isOneSourcesKey() ? "Replace key" : "Show keys");
}

/** Whether the banner tells of one key, and a source uses it. */
const isOneSourcesKey = () => items.length === 1 && items[0].entry === null;

function text() {
  if (items.length === 1) return items[0].message;
  const named = items.slice(0, NAMED).map(({ label, state }) => `${label} ${state}`);
  const more = items.length - named.length;
  return `${items.length} keys need attention: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

find("[data-action=see-to]", banner).addEventListener("click", () => {
  if (isOneSourcesKey()) {
    banner.dataset.id = items[0].source;
    run("replace-key", banner);
  } else {
    location.hash = "#keys";
  }
});
for (const choice of /** @type {NodeListOf<HTMLElement>} */ (banner.querySelectorAll("[data-snooze]"))) {
  choice.addEventListener("click", async () => {
    find("#snooze-menu").hidePopover();
    const days = Number(choice.dataset.snooze);
    await Promise.all(items.map(({ source, entry }) => snooze(source, entry, days))).then(focusTitle, showFailure);
  });
}
