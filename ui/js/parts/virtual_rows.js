// The rows of a table too long to be in the page: only those in sight are, between two gaps.

/** No engine lays out more than 33 million pixels, fewer when zoomed. Above this the scroll bar moves in larger steps. */
const TALLEST = 8_000_000;
/** Rows kept ready above and below those in sight, for scrolling that is ahead of drawing. */
const SPARE = 12;
/** How long after scrolling the scroll bar is set right, in milliseconds. */
const SETTLE = 150;

/**
 * @typedef {object} VirtualRows
 * @property {(total: number) => void} setTotal
 * @property {() => void} draw fills all rows in sight anew
 * @property {() => void} rebuild makes all rows anew
 * @property {() => void} restore puts the scroll bar back, after the table was hidden
 * @property {(index: number) => void} reveal scrolls as little as it takes to have a row in sight
 * @property {() => void} toTop
 * @property {() => { first: number, end: number }} inSight the rows in sight, without those kept ready
 * @property {(index: number) => HTMLElement | undefined} rowAt the element of a row, where it is in the page
 */

/**
 * @param {{
 *   scroller: HTMLElement,
 *   table: HTMLElement,
 *   newRow: () => HTMLElement,
 *   fillRow: (row: HTMLElement, index: number) => void,
 *   onSight: (first: number, end: number) => void,
 * }} table `onSight` is told which rows are in the page
 * @returns {VirtualRows}
 */
export function virtualRows({ scroller, table, newRow, fillRow, onSight }) {
  const [above, body, below] = table.querySelectorAll("tbody");
  const head = /** @type {HTMLElement} */ (table.querySelector("thead"));
  /** @type {Map<number, HTMLElement>} */
  let rows = new Map();
  let total = 0;
  /** In CSS pixels; whole ones, as engines round the heights of rows. */
  let rowHeight = 0;
  /** The height of the rows in sight. Measured seldom: each look at the page makes the engine lay it out. */
  let room = 0;
  /** How far the rows are scrolled, were they all in the page. */
  let top = 0;
  /** How far the scroll bar is. */
  let bar = 0;
  let settling = 0;

  const farthest = () => Math.max(0, total * rowHeight - room);
  const barFarthest = () => Math.min(farthest(), TALLEST);
  /** Near both ends the bar moves as the rows do, so that the ends can be reached. */
  const exact = () => Math.min(barFarthest() / 4, 20 * room);
  const stretch = () => (farthest() - 2 * exact()) / Math.max(1, barFarthest() - 2 * exact());
  const isStretched = () => farthest() > TALLEST;

  function topOf(/** @type {number} */ bar) {
    if (!isStretched() || bar <= exact()) return bar;
    const fromEnd = barFarthest() - bar;
    if (fromEnd <= exact()) return farthest() - fromEnd;
    return exact() + (bar - exact()) * stretch();
  }
  function barOf(/** @type {number} */ top) {
    if (!isStretched() || top <= exact()) return top;
    const fromEnd = farthest() - top;
    if (fromEnd <= exact()) return barFarthest() - fromEnd;
    return exact() + (top - exact()) / stretch();
  }

  function moveTo(/** @type {number} */ wanted) {
    settleAt(wanted);
    draw(false);
    scroller.scrollTop = bar;
  }

  /** Sets the bar right, unless a scroll is on its way that was not told of yet: it would be lost. */
  function settle() {
    if (scroller.scrollTop === bar) moveTo(top);
  }

  /** The bar belongs where the rows are; short lists have them in step to the pixel. */
  function settleAt(/** @type {number} */ wanted) {
    top = Math.max(0, Math.min(wanted, farthest()));
    bar = Math.round(barOf(top));
    if (!isStretched()) top = bar;
  }

  function draw(anew = true) {
    const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
    const end = Math.min(total, Math.ceil((top + room) / rowHeight) + SPARE);
    /** @type {HTMLElement[]} */
    const free = [];
    for (const [index, row] of rows) {
      if (index >= first && index < end) continue;
      rows.delete(index);
      free.push(row);
    }
    let next = body.firstElementChild;
    for (let index = first; index < end; index++) {
      let row = rows.get(index);
      const known = row !== undefined;
      row ??= free.pop() ?? newRow();
      rows.set(index, row);
      if (!known || anew) fillRow(row, index);
      if (row === next) next = next.nextElementSibling;
      else body.insertBefore(row, next);
    }
    for (const row of free) row.remove();
    const start = first * rowHeight - top + bar;
    setHeight(above, start);
    setHeight(below, barFarthest() + room - start - (end - first) * rowHeight);
    onSight(first, end);
  }

  function measure() {
    const size = Number.parseFloat(getComputedStyle(table).getPropertyValue("--row-size"));
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    rowHeight = Math.round(size * rem);
    room = Math.max(0, scroller.clientHeight - head.offsetHeight);
    table.style.setProperty("--row-height", `${rowHeight}px`);
  }

  scroller.addEventListener("scroll", () => {
    const moved = scroller.scrollTop - bar;
    if (moved === 0) return;
    bar = scroller.scrollTop;
    // The wheel moves the rows as far as the bar; only dragging the bar takes larger steps.
    if (isStretched() && Math.abs(moved) <= room) top = Math.max(0, Math.min(top + moved, farthest()));
    else top = topOf(bar);
    draw(false);
    clearTimeout(settling);
    if (isStretched()) settling = setTimeout(settle, SETTLE);
  });
  new ResizeObserver(() => {
    if (scroller.clientHeight === 0) return;
    measure();
    moveTo(top);
  }).observe(scroller);
  measure();

  return {
    setTotal(count) {
      if (count === total) return draw();
      total = count;
      const last = bar;
      settleAt(top);
      draw();
      if (bar !== last) scroller.scrollTop = bar;
    },
    draw,
    rebuild() {
      rows = new Map();
      body.replaceChildren();
      measure();
      draw();
    },
    restore: () => moveTo(top),
    reveal(index) {
      const start = index * rowHeight;
      if (start < top) moveTo(start);
      else if (start + rowHeight > top + room) moveTo(start + rowHeight - room);
    },
    toTop() {
      if (top > 0) moveTo(0);
    },
    inSight: () => ({
      first: Math.floor(top / rowHeight),
      end: Math.min(total, Math.ceil((top + room) / rowHeight)),
    }),
    rowAt: (index) => rows.get(index),
  };
}

/** A gap is a row of its own, so that the table stays a table. */
function setHeight(/** @type {HTMLElement} */ gap, /** @type {number} */ height) {
  gap.hidden = height <= 0;
  const cell = /** @type {HTMLElement} */ (gap.querySelector("td"));
  const wanted = `${height}px`;
  if (cell.style.height !== wanted) cell.style.height = wanted;
}
