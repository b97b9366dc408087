// Numbers of users as bars. Each bar is a button that lists its users; its words say what it shows.

import { make, setText } from "../parts/dom.js";
import { draw } from "../parts/svg.js";
import { counted, number } from "../parts/words.js";

/** @import { AppInsight, Figure, UserFilter } from "../../types/ipc.js" */
/** @typedef {(filter: UserFilter) => void} Choose */

const LATE = "Activity comes from Atlassian up to 24 hours late.";

const percent = (/** @type {number} */ part, /** @type {number} */ whole) => (whole === 0 ? 0 : (100 * part) / whole);

/** One bar below the other, each against the whole that it is a part of, or against the longest. */
export function barList(/** @type {(Figure & { whole?: number | null })[]} */ bars, /** @type {Choose} */ choose) {
  const longest = Math.max(...bars.map(({ count }) => count));
  return make(
    "ul",
    { className: "bars" },
    ...bars.map(({ label, count, filter, whole }) => {
      const most = whole || longest;
      const of = whole ? ` of ${number(whole)}` : "";
      const width = percent(count, most);
      const button = make(
        "button",
        { type: "button", className: "bar" },
        make("span", { className: "words", dir: "auto", title: label }, label),
        draw(
          "svg",
          { "aria-hidden": "true", class: "drawing" },
          draw("rect", { class: "rail", width: "100%", height: "100%", rx: 3 }),
          draw("rect", {
            class: count > most ? "fill over" : "fill",
            width: `${Math.min(width, 100)}%`,
            height: "100%",
            rx: 3,
          }),
        ),
        make("span", { className: "number" }, number(count), of),
      );
      button.addEventListener("click", () => choose(filter));
      return make("li", {}, button);
    }),
  );
}

/** The users of each application, split by how long ago they were active. */
export function stackedBars(/** @type {AppInsight[]} */ apps, /** @type {Choose} */ choose) {
  const most = Math.max(...apps.map(({ users }) => users.count));
  const caption = make("p", { className: "help muted" }, LATE);
  const place = make("div", {}, ...apps.map((app) => stack(app, most, choose)), caption);
  // A part is too narrow for its words: they stand below while it is pointed at or has the focus.
  for (const type of ["pointerover", "focusin"])
    place.addEventListener(type, ({ target }) => {
      const part = /** @type {Element} */ (target).closest(".part");
      setText(caption, part?.getAttribute("aria-label") ?? LATE);
    });
  for (const type of ["pointerleave", "focusout"]) place.addEventListener(type, () => setText(caption, LATE));
  return place;
}

function stack(
  /** @type {AppInsight} */ { users, activity },
  /** @type {number} */ most,
  /** @type {Choose} */ choose,
) {
  let start = 0;
  const parts = activity.map((period, place) => {
    const width = percent(period.count, most);
    const name = `${users.label}, ${period.label}: ${counted(period.count, "user")}`;
    const part = draw(
      "g",
      { class: `part period-${place}`, role: "button", tabindex: "-1", "aria-label": name },
      draw("rect", { x: `${start}%`, width: `${width}%`, height: "100%" }),
    );
    start += width;
    part.addEventListener("click", () => choose(period.filter));
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(period.filter);
    });
    return part;
  });
  const shown = parts.filter((_, place) => activity[place].count > 0);
  shown[0]?.setAttribute("tabindex", "0");
  const drawing = draw("svg", { class: "drawing", role: "group", "aria-label": users.label }, ...shown);
  drawing.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = shown[shown.indexOf(/** @type {SVGElement} */ (event.target)) + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    for (const part of shown) part.setAttribute("tabindex", part === next ? "0" : "-1");
    next.focus();
  });
  return make(
    "div",
    { className: "stack" },
    make("span", { className: "words", dir: "auto", title: users.label }, users.label),
    drawing,
    make("span", { className: "number" }, number(users.count)),
  );
}

/** What the colours of the stacked bars mean, and how many users there are of each over all. */
export function legend(/** @type {string[]} */ labels) {
  return make(
    "ul",
    { className: "legend" },
    ...labels.map((label, place) =>
      make(
        "li",
        {},
        draw(
          "svg",
          { class: `swatch part period-${place}`, "aria-hidden": "true" },
          draw("rect", { width: "100%", height: "100%", rx: 2 }),
        ),
        label,
      ),
    ),
  );
}
