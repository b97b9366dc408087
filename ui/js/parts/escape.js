// Escape closes the topmost dialog, if the dialog agrees. Left to itself, Chromium asks it only once between
// two clicks or typed keys, then closes it whatever it holds.

document.addEventListener("keydown", (event) => {
  // Dialogs stand in the page in the order in which they open on top of each other.
  const dialog = [...document.querySelectorAll("dialog")].findLast(({ open }) => open);
  if (event.key !== "Escape" || !dialog) return;
  event.preventDefault();
  if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
});
