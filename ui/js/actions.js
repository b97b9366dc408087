// What the user can do. A control names its action in `data-action`; whoever does it listens for it here.

const actions = new EventTarget();

/**
 * Says who does an action.
 * @param {string} action
 * @param {(control: HTMLElement) => unknown} handler is given the control that was pressed
 */
export function on(action, handler) {
  actions.addEventListener(action, (event) => handler(/** @type {CustomEvent<HTMLElement>} */ (event).detail));
}

/** Does an action, as if `control` had been pressed. */
export function run(/** @type {string} */ action, control = document.body) {
  actions.dispatchEvent(new CustomEvent(action, { detail: control }));
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const control = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
  if (control) run(control.dataset.action ?? "", control);
});
