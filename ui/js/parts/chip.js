// A chip: something chosen, that a press takes away again.

import { make } from "./dom.js";
import { icon } from "./svg.js";

/** @returns {HTMLElement} an item of a list */
export function chip(/** @type {string} */ text, /** @type {() => void} */ remove) {
  const words = make("span", { dir: "auto", textContent: text });
  const button = make("button", { type: "button", className: "chip", title: "Remove" }, words, icon("remove"));
  button.addEventListener("click", remove);
  return make("li", {}, button);
}

/** Shows chips; where the one with the focus is gone, the focus goes to the one in its place, or to `otherwise`. */
export function showChips(
  /** @type {HTMLElement} */ list,
  /** @type {HTMLElement[]} */ chips,
  /** @type {HTMLElement} */ otherwise,
) {
  const place = [...list.children].findIndex((item) => item.contains(document.activeElement));
  list.replaceChildren(...chips);
  if (place >= 0) (chips[Math.min(place, chips.length - 1)]?.querySelector("button") ?? otherwise).focus();
}
