// What the user can do. A control names its action in `data-action`; here it finds who does it.

/** @typedef {(control: HTMLElement) => unknown} Handler */

/** @type {Map<string, Handler>} */
const handlers = new Map();

/** Says who does an action. */
export function on(/** @type {string} */ action, /** @type {Handler} */ handler) {
  handlers.set(action, handler);
}

/** Does an action, as if `control` had been pressed. */
export function run(/** @type {string} */ action, control = document.body) {
  return handlers.get(action)?.(control);
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const control = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
  if (control) run(control.dataset.action ?? "", control);
});
