// The Activity page: every run and every change of a source, the latest first.

import { on } from "../actions.js";
import { activity, exportActivity, onRunsChanged, onSourcesChanged } from "../backend.js";
import { originWords, resultWords, stateWords } from "../bulk/run_words.js";
import { copyOf, find, setText, slot } from "../parts/dom.js";
import { whileSeen } from "../parts/paced.js";
import { rowBlocks } from "../parts/row_blocks.js";
import { tellOfFile } from "../parts/saved_file.js";
import { segments } from "../parts/segments.js";
import { moment } from "../parts/time.js";
import { virtualRows } from "../parts/virtual_rows.js";
import { number } from "../parts/words.js";

/** @import { Activity, ActivityQuery, ActivityShow, RunTable, RunView, SourceEvent } from "../../types/ipc.js" */
/** @typedef {Omit<ActivityQuery, "offset" | "limit">} Question */

const view = find("#activity-view");
const scroller = find("#activity-scroll");
const search = /** @type {HTMLInputElement} */ (find("#activity-search"));
const saved = find("#activity-saved");

/** @type {ActivityShow} */
let show = "all";
let toTop = false;

const query = async (/** @type {Question} */ question, /** @type {number} */ offset, /** @type {number} */ limit) => {
  const { lines, total } = await activity({ ...question, offset, limit });
  return { rows: lines, total };
};

const rows = rowBlocks(query, ({ total }, isNew) => {
  if (isNew && toTop) lines.toTop();
  toTop = false;
  lines.setTotal(total);
  const isEverything = show === "all" && search.value.trim() === "";
  find("#activity-empty").hidden = total > 0 || !isEverything;
  find("#activity-list").hidden = total === 0 && isEverything;
  find("#activity-no-match").hidden = total > 0;
  setText(
    find("#activity-count"),
    total === 0 && isEverything ? "" : `${number(total)} ${total === 1 ? "entry" : "entries"}`,
  );
});

const lines = virtualRows({
  scroller,
  table: find("#activity-table"),
  newRow: () => copyOf("activity-row"),
  fillRow: (row, index) => fill(row, rows.at(index)),
  onSight: rows.need,
});

const tabs = segments(find("#activity-show"), (/** @type {ActivityShow} */ chosen) => {
  show = chosen;
  ask();
});
tabs.show([
  ["all", "All"],
  ["runs", "Runs"],
  ["needAttention", "Need attention"],
  ["sources", "Sources"],
]);
tabs.press(show);

function ask(fromTop = true) {
  toTop ||= fromTop;
  return rows.ask({ search: search.value, show }, fromTop);
}

export async function showActivity() {
  lines.restore();
  tellOfFile(saved);
  await ask(false);
}

function fill(/** @type {HTMLElement} */ row, /** @type {Activity | undefined} */ line) {
  const said = !line ? nothing : line.kind === "run" ? ofRun(line.of) : ofSource(line.of);
  const link = /** @type {HTMLAnchorElement} */ (slot(row, "what"));
  if (said.href) link.href = said.href;
  else link.removeAttribute("href");
  for (const place of /** @type {const} */ (["what", "more", "when", "by", "state", "result"])) {
    setText(slot(row, place), said[place]);
    slot(row, place).title = said[place];
  }
  row.dataset.state = said.kind;
}

const nothing = { what: "…", more: "", when: "", by: "", state: "", result: "", href: "", kind: "" };

const ofRun = (/** @type {RunView} */ run) => ({
  what: run.title,
  more: [originWords(run), run.reason].filter(Boolean).join(": "),
  when: moment(run.begunAt),
  by: run.by,
  state: stateWords(run),
  result: resultWords(run),
  href: `#run/${run.id}`,
  kind: run.progress ? "running" : run.state.kind === "finished" && run.counts.failed > 0 ? "failed" : run.state.kind,
});

function ofSource(/** @type {SourceEvent} */ { at, by, change, name, details }) {
  const said = details.join(", ");
  const [what, more] =
    change === "keyRevoked" ? [`“${name}”: ${said} was revoked`, ""] : [`“${name}” was ${change}`, said];
  return { what, more, when: moment(at), by, state: "Source", result: "", href: "", kind: "source" };
}

search.addEventListener("input", () => ask());
on("export-activity", ({ dataset }) => {
  // All that match: the window of rows does not count.
  const query = { search: search.value, show, offset: 0, limit: 0 };
  return tellOfFile(saved, exportActivity(query, /** @type {RunTable} */ (dataset.table)));
});
const update = whileSeen(view, () => ask(false));
for (const onNews of [onRunsChanged, onSourcesChanged]) onNews(update);
