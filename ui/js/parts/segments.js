// A row of buttons, of which one is pressed: what of a list is shown.

import { arrange } from "./arrange.js";
import { find, make, setText } from "./dom.js";
import { number } from "./words.js";

/**
 * @template {string} Name
 * @param {HTMLElement} place
 * @param {(name: Name) => void} onChange
 */
export function segments(place, onChange) {
  /** @type {Map<Name, HTMLButtonElement>} */
  const buttons = new Map();
  let pressed = "";

  function press(/** @type {string} */ name) {
    pressed = name;
    for (const [other, button] of buttons) button.ariaPressed = String(other === pressed);
  }

  function buttonFor(/** @type {Name} */ name) {
    const button = make("button", { type: "button" }, make("span"));
    button.dataset.show = name;
    button.addEventListener("click", () => {
      press(name);
      onChange(name);
    });
    return button;
  }

  return {
    /** Shows these buttons, with their numbers where they have some. */
    show(/** @type {[Name, string, number?][]} */ shown) {
      for (const [name, label, count] of shown) {
        const button = buttons.get(name) ?? buttonFor(name);
        buttons.set(name, button);
        setText(find("span", button), count === undefined ? label : `${label} ${number(count)}`);
      }
      const all = shown.flatMap(([name]) => buttons.get(name) ?? []);
      const isLost = place.contains(document.activeElement) && !all.some((button) => button === document.activeElement);
      arrange(place, all);
      if (isLost) all[0]?.focus();
      press(pressed);
    },
    press,
  };
}
