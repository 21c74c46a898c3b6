/** Bad wifi hangs up on nobody: a line that is dead looks like one that is slow, until it is asked. */

/** Text waits this long for its acknowledgement before the line is asked, and the answer has as long to come, ms. */
const PATIENCE_MS = 4000;

export interface PulseOptions {
  /** Text is on its way, on a line that is up as far as anybody knows. */
  waiting(): boolean;
  /** When anything came last, ms since the epoch. */
  heard(): number;
  /** Asks for something that the server answers at once, whatever its disk does. */
  ask(): void;
  /** Nothing came. */
  dead(): void;
}

/** Watches a line while text waits on it. Returns how to stop. */
export function watchPulse({ waiting, heard, ask, dead }: PulseOptions): () => void {
  /** Since when text has waited with nothing coming in; null while all is well. */
  let since: number | null = null;
  let asked = false;
  const timer = setInterval(() => {
    const now = Date.now();
    if (!waiting() || (since !== null && heard() > since)) {
      since = null;
      asked = false;
    }
    if (!waiting()) return;
    since ??= now;
    if (asked && now - since >= 2 * PATIENCE_MS) {
      since = null;
      asked = false;
      dead();
    } else if (!asked && now - since >= PATIENCE_MS) {
      asked = true;
      ask();
    }
  }, PATIENCE_MS / 4);
  return () => clearInterval(timer);
}
