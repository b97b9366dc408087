// The filter 'CSV File': users named in a file, and the lines of it that name nobody.

import { readUserFile } from "../backend.js";
import { find, make, setText } from "../parts/dom.js";
import { showFailure } from "../parts/problem_dialog.js";
import { counted, number } from "../parts/words.js";
import { currentFilter, setFilter } from "./filter.js";

/** How many lines that name nobody are listed. */
const LISTED = 500;

const input = /** @type {HTMLInputElement} */ (find("#user-file"));
const result = find("#user-file-result");
const rest = find("#user-file-rest");

input.addEventListener("change", async () => {
  const file = input.files?.[0];
  if (!file) return;
  try {
    const { lines, matched, unmatched } = await readUserFile(await file.text());
    setText(result, `${number(matched)} of ${counted(lines, "line")} name a user.`);
    rest.hidden = unmatched.length === 0;
    setText(find("summary", rest), `${counted(unmatched.length, "line")} without a user`);
    find("ol", rest).replaceChildren(
      ...unmatched.slice(0, LISTED).map(({ line, text }) => make("li", { value: line }, text)),
    );
    setFilter({ inFile: true });
  } catch (error) {
    input.value = "";
    await showFailure(/** @type {import("../../types/ipc.js").IpcError} */ (error));
  }
});

/** Forgets the file, once the filter is taken away. */
export function showFileFilter() {
  if (currentFilter().inFile) return;
  input.value = "";
  setText(result, "");
  rest.hidden = true;
}
