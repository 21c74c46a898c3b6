/** When the remote is turned to. Times in ms; values in, values out. */

/** After our own commits: this long without another one, and this long at the latest. */
const QUIET_MS = 2000;
const LONGEST_MS = 10_000;

/** However often it is asked for, this long from one look to the next. */
const APART_MS = 5000;

/** After a failure: this long, doubled with each further one, and never longer than this. */
const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 10 * 60_000;

/** A pause before the same is tried again because somebody there was faster, doubled each time. */
const PAUSE_MS = 100;

/** When what was committed is sent, where the first of it is from `since` and the last from now. */
export function sendAt(now: number, since: number): number {
  return Math.min(now + QUIET_MS, since + LONGEST_MS);
}

/** When somebody who asks for it has it looked at, where the last look began at `began`. */
export function lookAt(now: number, began: number): number {
  return Math.max(now, began + APART_MS);
}

/** When it is tried again after this many failures. @param chance from 0 to 1, so that not all come back at once. */
export function retryAt(now: number, failures: number, chance: number): number {
  const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LAST_RETRY_MS);
  return now + wait * (0.5 + chance / 2);
}

/** How long a round waits before the next one. @param round from 1. */
export function pauseAfter(round: number, chance: number): number {
  return PAUSE_MS * 2 ** (round - 1) * (0.5 + chance);
}
