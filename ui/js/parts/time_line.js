// The coming year as a line: a mark for each day on which keys end.

import { draw } from "./svg.js";
import { day, lifetime } from "./time.js";

/** @import { KeyDay } from "../../types/ipc.js" */

/** The drawing's own units; it scales with the window. */
const WIDTH = 1000;
const HEIGHT = 92;
const BASE = 62;
/** The days that are shown, by days left. */
const FIRST = -30;
const LAST = 366;

const monthFormat = new Intl.DateTimeFormat(undefined, { month: "short" });
const xOf = (/** @type {number} */ daysLeft) => 12 + ((daysLeft - FIRST) / (LAST - FIRST)) * (WIDTH - 24);

/**
 * Draws the days. Their marks are one stop of the Tab key; the arrow keys go from one to the next.
 * @param {HTMLElement} place
 * @param {KeyDay[]} days
 * @param {(day: KeyDay) => void} choose is called with the day whose mark was pressed
 */
export function drawTimeLine(place, days, choose) {
  const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute("data-day") : null;
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "line" });
  svg.append(draw("line", { x1: "0", x2: String(WIDTH), y1: String(BASE), y2: String(BASE), class: "axis" }));
  const today = new Date();
  for (let month = 0; month <= 12; month++) {
    const first = new Date(today.getFullYear(), today.getMonth() + month + 1, 1);
    const x = xOf(Math.round((first.getTime() - today.getTime()) / 86_400_000));
    if (x > WIDTH - 30) break;
    svg.append(draw("line", { x1: `${x}`, x2: `${x}`, y1: `${BASE}`, y2: `${BASE + 6}`, class: "axis" }));
    svg.append(text(x + 4, BASE + 18, monthFormat.format(first)));
  }
  const now = xOf(0);
  svg.append(draw("line", { x1: `${now}`, x2: `${now}`, y1: "6", y2: `${BASE + 6}`, class: "today" }));
  svg.append(text(now + 4, 14, "today"));
  const most = Math.max(1, ...days.map(({ count }) => count));
  const marks = days.map((entry) => mark(entry, most, choose));
  svg.append(...marks);
  place.replaceChildren(svg);
  const stop = marks.find((mark) => mark.getAttribute("data-day") === focused) ?? marks[0];
  stop?.setAttribute("tabindex", "0");
  if (focused) /** @type {SVGElement | undefined} */ (stop)?.focus();
  svg.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = marks[marks.indexOf(/** @type {SVGElement} */ (event.target)) + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    for (const mark of marks) mark.setAttribute("tabindex", mark === next ? "0" : "-1");
    next.focus();
  });
}

/** @returns {SVGElement} */
function mark(/** @type {KeyDay} */ entry, /** @type {number} */ most, /** @type {(day: KeyDay) => void} */ choose) {
  const { count, daysLeft, labels, own, state } = entry;
  const more = count - labels.length;
  const name = `${day(entry.day)}, ${lifetime(daysLeft)}: ${labels.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const height = 10 + 34 * Math.sqrt(count / most);
  const colour = state === "fine" || state === "blocked" ? (own > 0 ? "own" : "other") : state;
  const group = draw("g", { class: `mark ${colour}`, role: "button", tabindex: "-1", "aria-label": name });
  group.dataset.day = entry.day;
  const x = xOf(daysLeft);
  group.append(
    draw("title", {}, name),
    draw("rect", { x: `${x - 6}`, y: "0", width: "12", height: `${BASE}`, class: "reach" }),
    draw("rect", { x: `${x - 2}`, y: `${BASE - height}`, width: "4", height: `${height}`, rx: "2" }),
  );
  if (own > 0) group.append(draw("circle", { cx: `${x}`, cy: `${BASE - height}`, r: "4.5" }));
  group.addEventListener("click", () => choose(entry));
  group.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(entry);
    }
  });
  return group;
}

const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words) =>
  draw("text", { x, y }, words);
