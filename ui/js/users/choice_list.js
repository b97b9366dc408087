// The choices of one filter as check boxes, each with how many users it would show.

import { arrange } from "../parts/arrange.js";
import { make, setText } from "../parts/dom.js";
import { counted, number } from "../parts/words.js";
import { keyOf } from "./filter.js";

/** @import { Choice, InSource } from "../../types/ipc.js" */

/** A list longer than this can be searched. */
const SEARCH_ABOVE = 12;

/**
 * @param {HTMLElement} place
 * @param {(values: any[]) => void} onChange is given what is chosen
 * @returns what shows what is chosen, and of which choices, where they are others
 */
export function choiceList(place, onChange) {
  // Hidden until the choices are known.
  const items = make("div", { className: "items", hidden: true });
  const search = make("input", {
    type: "search",
    placeholder: "Find a choice",
    ariaLabel: "Find a choice",
    hidden: true,
  });
  place.append(search, items);

  /** @type {Map<string, HTMLLabelElement>} */
  const labels = new Map();
  /** @type {Choice<string | InSource>[]} */
  let choices = [];
  /** @type {(string | InSource)[]} */
  let chosen = [];

  function labelFor(/** @type {string | InSource} */ value) {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const others = chosen.filter((other) => keyOf(other) !== keyOf(value));
      onChange(box.checked ? [...others, value] : others);
    });
    const words = make("span", { className: "words", dir: "auto" });
    return make("label", { className: "choice" }, box, words, make("span", { className: "count" }));
  }

  function render() {
    items.hidden = false;
    search.hidden = choices.length <= SEARCH_ABOVE;
    const wanted = search.value.trim().toLowerCase();
    const shown = choices.filter(({ label }) => label.toLowerCase().includes(wanted));
    const keys = new Set(chosen.map(keyOf));
    arrange(
      items,
      shown.map(({ value, label: text, count }) => {
        const label = labels.get(keyOf(value)) ?? labelFor(value);
        labels.set(keyOf(value), label);
        const [box, words, counter] = /** @type {[HTMLInputElement, HTMLElement, HTMLElement]} */ ([...label.children]);
        box.checked = keys.has(keyOf(value));
        setText(words, text);
        words.title = text;
        // The number beside the name is no part of it.
        box.ariaLabel = text;
        box.setAttribute("aria-description", counted(count, "user"));
        setText(counter, number(count));
        label.classList.toggle("none", count === 0);
        return label;
      }),
    );
  }

  search.addEventListener("input", render);
  return (/** @type {(string | InSource)[]} */ newChosen, newChoices = choices) => {
    const isSame = newChoices === choices && newChosen.map(keyOf).join() === chosen.map(keyOf).join();
    choices = newChoices;
    chosen = newChosen;
    if (!isSame) render();
  };
}
