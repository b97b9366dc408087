// Short names for what every part does with the document.

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement} it must be there
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`no ${selector} in the page`);
  return /** @type {HTMLElement} */ (found);
}

/** @returns {HTMLElement} a copy of a template's one element */
export function copyOf(/** @type {string} */ template) {
  const { content } = /** @type {HTMLTemplateElement} */ (find(`#${template}`));
  return /** @type {HTMLElement} */ (content.firstElementChild?.cloneNode(true));
}

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** Finds the place in `root` that is named `name`. */
export const slot = (/** @type {ParentNode} */ root, /** @type {string} */ name) => find(`[data-slot="${name}"]`, root);

/** Sets a text only where it changed, so that nothing is read aloud or laid out anew. */
export function setText(/** @type {HTMLElement} */ element, /** @type {string} */ text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Fills the slots of a problem's message, hint and technical details. */
export function fillProblem(
  /** @type {ParentNode} */ root,
  /** @type {import("../../types/ipc.js").Problem} */ problem,
) {
  setText(slot(root, "message"), problem.message);
  setText(slot(root, "hint"), problem.hint);
  setText(slot(root, "detail"), problem.detail);
  find("details", root).hidden = problem.detail === "";
}

/** Brings a reader to the start of the page that is shown. */
export const focusTitle = () => find("main > .view:not([hidden]) h1").focus();

/** Has a screen reader say something that others see. */
export function announce(/** @type {string} */ text) {
  const announcer = find("#announcer");
  announcer.textContent = "";
  // A repeated text is news only after a pause.
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}
