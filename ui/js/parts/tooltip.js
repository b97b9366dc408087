// Tooltips: by mouse and by keyboard, hoverable, gone with Escape, never cut off by the window.
// A control marked `data-tooltip` is described by the popover that its `aria-describedby` names.

/** Space to the control and to the window's edges, in CSS pixels. */
const GAP = 6;
/** How long the mouse may take on its way to or from the tooltip, in milliseconds. */
const GRACE = 150;

/** @type {HTMLElement | null} */
let open = null;
let timer = 0;

const controlOf = (/** @type {Event} */ event) =>
  /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-tooltip]"));

function show(/** @type {HTMLElement} */ control) {
  clearTimeout(timer);
  const tooltip = document.getElementById(control.getAttribute("aria-describedby") ?? "");
  if (!tooltip || tooltip === open) return;
  hide();
  tooltip.showPopover();
  open = tooltip;
  const anchor = control.getBoundingClientRect();
  const box = tooltip.getBoundingClientRect();
  const below = anchor.bottom + GAP + box.height <= innerHeight;
  tooltip.style.top = `${below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - box.height)}px`;
  tooltip.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - box.width - GAP))}px`;
}

function hide() {
  clearTimeout(timer);
  if (open?.matches(":popover-open")) open.hidePopover();
  open = null;
}

document.addEventListener("pointerover", (event) => {
  const control = controlOf(event);
  if (control) show(control);
  else if (open?.contains(/** @type {Node} */ (event.target))) clearTimeout(timer);
  else if (open) timer = setTimeout(hide, GRACE);
});
document.addEventListener("focusin", (event) => {
  const control = controlOf(event);
  if (control?.matches(":focus-visible")) show(control);
  else hide();
});
document.addEventListener("scroll", hide, true);
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
