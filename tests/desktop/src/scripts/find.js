// The control that a user would call by this name: in the topmost dialog, else in the page.
const [role, name, source] = arguments;
const selectors = {
  button: "button",
  link: "a[href]",
  field: "input, select, textarea",
  summary: "summary",
};

const inOneLine = (text) => text.replace(/\s+/g, " ").trim();
const nameOf = (control) => {
  const labels = [...(control.labels ?? [])].map((label) => label.textContent).join(" ");
  return inOneLine(control.getAttribute("aria-label") ?? (labels || control.textContent));
};
const rowOf = (name) =>
  [...document.querySelectorAll("tbody tr")].find(
    (row) => row.querySelector("th")?.innerText.split("\n")[0].trim() === name,
  );

const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
const scope = source === null ? (dialog ?? document) : rowOf(source);
return (
  [...(scope?.querySelectorAll(selectors[role]) ?? [])].find(
    (control) => nameOf(control) === name && !control.disabled && control.getClientRects().length > 0,
  ) ?? null
);
