// Small menus: a popover marked `menu` or `panel` opens below the button that opened it, inside the window.

/** Space to the window's edges, in CSS pixels. */
const GAP = 8;

/** The button that was pressed last: no platform tells a popover who opened it. */
let opener = document.body;

document.addEventListener(
  "click",
  (event) => {
    opener = /** @type {HTMLElement} */ (event.target);
  },
  true,
);
document.addEventListener(
  "toggle",
  (event) => {
    const menu = /** @type {HTMLElement} */ (event.target);
    if (!menu.matches(":is(.menu, .panel):popover-open")) return;
    const anchor = opener.getBoundingClientRect();
    const box = menu.getBoundingClientRect();
    const lowest = innerHeight - box.height - GAP;
    const above = anchor.top - box.height;
    // Where neither below nor above has room, it lies over the button.
    const top = anchor.bottom <= lowest ? anchor.bottom : above >= GAP ? above : lowest;
    menu.style.top = `${Math.max(GAP, top)}px`;
    menu.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - box.width - GAP))}px`;
    /** @type {HTMLElement | null} */ (menu.querySelector(":is(button, input):not(:disabled)"))?.focus();
  },
  true,
);

/** @type {Record<string, (at: number, count: number) => number>} where each key leads in a menu */
const keys = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};
document.addEventListener("keydown", (event) => {
  const menu = /** @type {HTMLElement} */ (event.target).closest(".menu");
  if (!menu || !(event.key in keys)) return;
  const buttons = [.../** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll("button:not(:disabled)"))];
  const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  buttons[keys[event.key](at, buttons.length)].focus();
  event.preventDefault();
});
