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
    const below = anchor.bottom + box.height + GAP <= innerHeight;
    menu.style.top = `${below ? anchor.bottom : anchor.top - box.height}px`;
    menu.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - box.width - GAP))}px`;
    /** @type {HTMLElement | null} */ (menu.querySelector(":is(button, input):not(:disabled)"))?.focus();
  },
  true,
);
