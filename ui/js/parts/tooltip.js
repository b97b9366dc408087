// Tooltips: by mouse and by keyboard, hoverable, gone with Escape, never cut off by the window.
// A control marked `data-tooltip` is described by the popover that its `aria-describedby` names.

/** Space to the control and to the window's edges, in CSS pixels. */
const GAP = 6;
/** How long the mouse may take on its way to or from the tooltip, in milliseconds. */
const GRACE = 150;

/** @type {HTMLElement | null} */
let open = null;
/** What the open tooltip describes. */
let described = document.body;
let timer = 0;

const controlOf = (/** @type {Event} */ event) =>
  /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-tooltip]"));

function show(/** @type {HTMLElement} */ control) {
  const tooltip = document.getElementById(control.getAttribute("aria-describedby") ?? "");
  if (!tooltip || tooltip.matches(":popover-open")) return;
  hide();
  tooltip.showPopover();
  open = tooltip;
  described = control;
  place();
}

/** Puts the open tooltip below what it describes, or above where there is no room. */
function place() {
  if (!open) return;
  // Beside the whole cell: what else stands in it stays in reach.
  const anchor = (described.closest("td") ?? described).getBoundingClientRect();
  const box = open.getBoundingClientRect();
  const below = anchor.bottom + GAP + box.height <= innerHeight;
  open.style.top = `${below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - box.height)}px`;
  open.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - box.width - GAP))}px`;
}

function hide() {
  clearTimeout(timer);
  if (open?.matches(":popover-open")) open.hidePopover();
  open = null;
}

document.addEventListener("pointerover", (event) => {
  const control = controlOf(event);
  clearTimeout(timer);
  if (control) show(control);
  else if (open && !open.contains(/** @type {Node} */ (event.target))) timer = setTimeout(hide, GRACE);
});
document.addEventListener("focusin", (event) => {
  const control = controlOf(event);
  if (control?.matches(":focus-visible")) show(control);
  else hide();
});
// Focus may scroll its control into sight, after the tooltip was placed.
document.addEventListener("scroll", place, true);
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !open) return;
    // Escape closes the tooltip, not the dialog behind it.
    event.preventDefault();
    event.stopPropagation();
    hide();
  },
  true,
);
document.addEventListener("click", (event) => {
  if (!controlOf(event)) hide();
});
