// Gives an element its children in order. The one that holds the focus or an open tooltip stays in the page while
// the others move around it: an element that moves loses both.

/**
 * @param {Element} parent
 * @param {Element[]} children all that it is to have
 */
export function arrange(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();

  const still =
    children.find((child) => child.matches(":focus-within")) ??
    children.find((child) => child.querySelector(":popover-open"));
  let next = parent.firstElementChild;
  for (const child of children) {
    while (child === still && next && next !== still) {
      const later = next;
      next = next.nextElementSibling;
      parent.append(later);
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
