// What a screen reader would call the control that has the focus.
const control = document.activeElement;
const labels = [...(control?.labels ?? [])].map((label) => label.textContent).join(" ");
const text = control?.getAttribute("aria-label") ?? (labels || control?.textContent || "");
return text.replace(/\s+/g, " ").trim();
