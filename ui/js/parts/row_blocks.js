// Rows of a long list, as far as they have come. They come in blocks, when they are needed; one question is under way
// at a time, and answers to what is no longer asked are dropped.

import { showFailure } from "./problem_dialog.js";

/** How many rows are asked for at once. */
const BLOCK = 100;
/** How many blocks are kept. */
const KEPT = 60;

/**
 * @template Question
 * @template Row
 * @template {{ rows: Row[] }} Page
 * @param {(question: Question, offset: number, limit: number) => Promise<Page>} query
 * @param {(page: Page, isNew: boolean) => void} onPage is given each answer, and whether it is the
 * first to its question
 */
export function rowBlocks(query, onPage) {
  /** @type {Question | null} */
  let question = null;
  /** @type {Question | null} what the blocks answer */
  let answered = null;
  /** @type {Map<number, Row[]>} */
  let blocks = new Map();
  let needed = { first: 0, end: 1 };
  let underWay = false;

  /** The next block to ask for. */
  function missing() {
    const first = Math.floor(needed.first / BLOCK);
    if (answered !== question) return first;
    const last = Math.floor((needed.end - 1) / BLOCK);
    for (let block = first; block <= last; block++) if (!blocks.has(block)) return block;
    return null;
  }

  async function fetchMissing() {
    if (underWay || !question) return;
    underWay = true;
    try {
      for (let block = missing(); block !== null; block = missing()) {
        /** @type {Question} */
        const asked = question;
        const page = await query(asked, block * BLOCK, BLOCK);
        if (asked !== question) continue;
        const isNew = answered !== asked;
        if (isNew) blocks = new Map();
        answered = asked;
        blocks.set(block, page.rows);
        if (blocks.size > KEPT) blocks.delete([...blocks.keys()][0]);
        onPage(page, isNew);
      }
    } catch (error) {
      // What was shown stays, until the next question.
      question = null;
      await showFailure(/** @type {import("../../types/ipc.js").IpcError} */ (error));
    } finally {
      underWay = false;
    }
  }

  return {
    /** Asks anew. What was answered before stays until the first answer. */
    ask(/** @type {Question} */ asked, fromTop = true) {
      question = { ...asked };
      if (fromTop) needed = { first: 0, end: 1 };
      return fetchMissing();
    },
    /** Asks for the rows from `first` up to `end`, where they are missing. */
    need(/** @type {number} */ first, /** @type {number} */ end) {
      if (end > first && answered === question) {
        needed = { first, end };
        fetchMissing();
      }
    },
    /** @returns {Row | undefined} */
    at: (/** @type {number} */ index) => blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK],
  };
}
