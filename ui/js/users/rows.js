// The users that were asked for, as far as they have come. Rows come in blocks, when they are needed; one question
// is under way at a time, and answers to what is no longer asked are dropped.

import { queryUsers } from "../backend.js";
import { showFailure } from "../parts/problem_dialog.js";

/** @import { UserPage, UserQuery, UserRow } from "../../types/ipc.js" */
/** @typedef {Omit<UserQuery, "offset" | "limit">} Question */

/** How many rows are asked for at once. */
const BLOCK = 100;
/** How many blocks are kept. */
const KEPT = 60;

/**
 * @param {(page: UserPage, isNew: boolean) => void} onPage is given each answer, and whether it is the
 * first to its question
 */
export function userRows(onPage) {
  /** @type {Question | null} */
  let question = null;
  /** @type {Question | null} what the blocks answer */
  let answered = null;
  /** @type {Map<number, UserRow[]>} */
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
        const page = await queryUsers({ ...asked, offset: block * BLOCK, limit: BLOCK });
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
    /** @returns {UserRow | undefined} */
    at: (/** @type {number} */ index) => blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK],
  };
}
