// The menu of columns.

import { find, make } from "../parts/dom.js";
import { chooseColumns, columns } from "./columns.js";
import { isShown, layOut } from "./table.js";

const panel = find("#users-columns");

panel.addEventListener("beforetoggle", () => {
  panel.replaceChildren(
    ...columns.map(({ id, label }) => {
      // A row without a name says nothing.
      const box = make("input", { type: "checkbox", value: id, checked: isShown(id), disabled: id === "name" });
      return make("label", { className: "choice" }, box, ` ${label}`);
    }),
  );
});
panel.addEventListener("change", () => {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (panel.querySelectorAll("input:checked"));
  chooseColumns([...boxes].map(({ value }) => value));
  layOut();
});
