// Filters that were given a name, to be chosen again.

import { deleteFilter, savedFilters, saveFilter } from "../backend.js";
import { announce, find, make } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { currentFilter, emptyFilter, setFilter } from "./filter.js";

/** @import { SavedFilter } from "../../types/ipc.js" */

const panel = find("#saved-filters");
const title = /** @type {HTMLInputElement} */ (find("#filter-title"));

async function show() {
  const saved = await savedFilters();
  find("[data-slot=none]", panel).hidden = saved.length > 0;
  find("ul", panel).replaceChildren(...saved.map(item));
}

function item(/** @type {SavedFilter} */ { name, filter }) {
  const choose = make("button", { type: "button", className: "link", dir: "auto", textContent: name });
  choose.addEventListener("click", () => {
    panel.hidePopover();
    // What was saved before a filter was added does not know of it.
    setFilter({ ...emptyFilter(), ...filter });
  });
  const remove = make(
    "button",
    { type: "button", className: "button small quiet", title: `Delete “${name}”` },
    "Delete",
  );
  remove.addEventListener("click", async () => {
    await deleteFilter(name).then(show).catch(showFailure);
    announce(`Deleted ${name}`);
    title.focus();
  });
  return make("li", {}, choose, remove);
}

find("form", panel).addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = title.value.trim();
  if (!name) return title.focus();
  // The selection and the file are of the moment, and not kept.
  const filter = { ...currentFilter(), onlySelected: false, inFile: false };
  try {
    await saveFilter(name, filter);
    title.value = "";
    announce(`Saved ${name}`);
    await show();
  } catch (error) {
    await showFailure(/** @type {import("../../types/ipc.js").IpcError} */ (error));
  }
});
panel.addEventListener("toggle", () => {
  if (panel.matches(":popover-open")) show().catch(showFailure);
});
