// The field 'Group(s)': groups are found by a part of their name, in all chosen sources.

import { findGroups } from "../backend.js";
import { chip, showChips } from "../parts/chip.js";
import { find, make } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted } from "../parts/words.js";
import { currentFilter, keyOf, labelOf, learnLabels, setFilter } from "./filter.js";

/** @import { FoundGroup } from "../../types/ipc.js" */

const field = /** @type {HTMLInputElement} */ (find("#filter-group"));
const list = find("#found-groups");

/** @type {FoundGroup[]} */
let found = [];
/** The one that Enter takes. */
let active = 0;
/** Answers to older questions are dropped. */
let question = 0;

async function look() {
  const asked = ++question;
  const groups = await findGroups(field.value.trim(), currentFilter().sources);
  if (asked !== question || document.activeElement !== field) return;
  const chosen = new Set(currentFilter().groups.map(keyOf));
  found = groups.filter(({ value }) => !chosen.has(keyOf(value)));
  list.replaceChildren(...(found.length > 0 ? found.map(option) : [nothing()]));
  activate(0);
  open();
}

function option(/** @type {FoundGroup} */ { label, sourceName, count }, /** @type {number} */ index) {
  const name = make("span", { className: "words", dir: "auto", textContent: label });
  const more = make("span", { className: "muted", textContent: `${sourceName}, ${counted(count, "user")}` });
  const item = make("li", { role: "option", id: `found-group-${index}` }, name, more);
  // The field keeps the focus.
  item.addEventListener("pointerdown", (event) => event.preventDefault());
  item.addEventListener("click", () => take(index));
  return item;
}

const nothing = () =>
  make("li", { role: "option", ariaDisabled: "true", className: "muted" }, "No group has this in its name.");

function activate(/** @type {number} */ index) {
  active = Math.max(0, Math.min(index, found.length - 1));
  [...list.children].forEach((item, place) => {
    item.ariaSelected = String(place === active && found.length > 0);
  });
  list.children[active].scrollIntoView({ block: "nearest" });
  if (found.length > 0) field.setAttribute("aria-activedescendant", list.children[active].id);
  else field.removeAttribute("aria-activedescendant");
}

function open() {
  if (!list.matches(":popover-open")) list.showPopover();
  field.ariaExpanded = "true";
  const { left, bottom, top, width } = field.getBoundingClientRect();
  const below = bottom + list.offsetHeight <= innerHeight;
  list.style.top = `${below ? bottom + 2 : Math.max(0, top - list.offsetHeight - 2)}px`;
  list.style.left = `${left}px`;
  list.style.minWidth = `${width}px`;
}

function close() {
  question++;
  if (list.matches(":popover-open")) list.hidePopover();
  field.ariaExpanded = "false";
  field.removeAttribute("aria-activedescendant");
}

function take(/** @type {number} */ index) {
  const group = found[index];
  if (!group) return;
  learnLabels([{ value: group.value, label: group.label }]);
  field.value = "";
  close();
  setFilter({ groups: [...currentFilter().groups, group.value] });
}

/** Shows the groups that are chosen. */
export function showGroups() {
  const { groups } = currentFilter();
  const chips = groups.map((group) =>
    chip(labelOf(group), () => setFilter({ groups: groups.filter((other) => other !== group) })),
  );
  showChips(find("#group-field .chips"), chips, field);
}

field.addEventListener("input", () => look().catch(showFailure));
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  const isOpen = list.matches(":popover-open");
  if (event.key === "ArrowDown" && !isOpen) look().catch(showFailure);
  else if (event.key === "ArrowDown" && isOpen) activate(active + 1);
  else if (event.key === "ArrowUp" && isOpen) activate(active - 1);
  else if (event.key === "Enter" && isOpen) take(active);
  else if (event.key === "Escape" && isOpen) close();
  else return;
  event.preventDefault();
});
