// A field that finds groups by a part of their name. The list of them opens below it.

import { findGroups } from "../backend.js";
import { make } from "./dom.js";
import { showFailure } from "./problem_dialog.js";
import { counted } from "./words.js";

/** @import { FoundGroup } from "../../types/ipc.js" */

/**
 * @param {{
 *   field: HTMLInputElement,
 *   list: HTMLElement,
 *   sources: () => string[],
 *   isChosen: (group: FoundGroup) => boolean,
 *   take: (group: FoundGroup) => void,
 * }} search `sources` tells where groups are looked for, all of them where it names none
 */
export function groupSearch({ field, list, sources, isChosen, take }) {
  /** @type {FoundGroup[]} */
  let found = [];
  /** The one that Enter takes. */
  let active = 0;
  /** Answers to older questions are dropped. */
  let question = 0;

  async function look() {
    const asked = ++question;
    const groups = await findGroups(field.value.trim(), sources());
    if (asked !== question || document.activeElement !== field) return;
    found = groups.filter((group) => !isChosen(group));
    list.replaceChildren(...(found.length > 0 ? found.map(option) : [nothing()]));
    activate(0);
    open();
  }

  function option(/** @type {FoundGroup} */ { label, sourceName, count }, /** @type {number} */ index) {
    const name = make("span", { className: "words", dir: "auto", textContent: label });
    const more = make("span", { className: "muted", textContent: `${sourceName}, ${counted(count, "user")}` });
    const item = make("li", { role: "option", id: `${list.id}-${index}` }, name, more);
    // The field keeps the focus.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(index));
    return item;
  }

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

  function choose(/** @type {number} */ index) {
    const group = found[index];
    if (!group) return;
    field.value = "";
    close();
    take(group);
  }

  field.addEventListener("input", () => look().catch(showFailure));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const isOpen = list.matches(":popover-open");
    if (event.key === "ArrowDown" && !isOpen) look().catch(showFailure);
    else if (event.key === "ArrowDown" && isOpen) activate(active + 1);
    else if (event.key === "ArrowUp" && isOpen) activate(active - 1);
    else if (event.key === "Enter" && isOpen) choose(active);
    else if (event.key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
    // Escape closes the list, not the dialog around it.
    event.stopPropagation();
  });
}

const nothing = () =>
  make("li", { role: "option", ariaDisabled: "true", className: "muted" }, "No group has this in its name.");
