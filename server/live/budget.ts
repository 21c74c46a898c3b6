/** What a connection may use of the server's time: a quarter of every second, ms per ms. */
const SHARE = 0.25;

/** What it may use at once after a rest, ms: the text of a long time offline is taken without a pause. */
const BURST_MS = 1500;

/** What a message costs beside the work it makes: reading it off the line, ms. */
export const MESSAGE_MS = 0.02;

/**
 * The rate of one connection, counted in the server's time and not in messages: who costs little may send much. Who has
 * used up theirs is not read from until it has come back; nothing of theirs is lost, and the others go on.
 */
export interface Budget {
  /** Takes `ms` of work off it. Returns how long to read nothing, ms; 0 while there is some left. */
  spend(ms: number): number;
}

/** @param now the time, ms. */
export function createBudget(now: () => number): Budget {
  let left = BURST_MS;
  let at = now();
  return {
    spend(ms) {
      const time = now();
      left = Math.min(BURST_MS, left + (time - at) * SHARE) - ms;
      at = time;
      return left >= 0 ? 0 : -left / SHARE;
    },
  };
}
