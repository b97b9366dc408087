// Drawing.

const SVG = "http://www.w3.org/2000/svg";

/** @returns {SVGElement} */
export function draw(
  /** @type {string} */ name,
  /** @type {Record<string, string | number>} */ attributes,
  /** @type {(Node | string)[]} */ ...children
) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...children);
  return made;
}

/** A picture of the sprite in index.html, beside words that say the same. */
export const icon = (/** @type {string} */ id) =>
  draw("svg", { class: "icon", "aria-hidden": "true" }, draw("use", { href: `#icon-${id}` }));
