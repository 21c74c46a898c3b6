/** Work on a whole page, left until the writer pauses: at each key it would be felt. */

/** A pause between words, not between letters. */
const PAUSE_MS = 200;
/** Where nobody pauses, it is done all the same. */
const LONGEST_MS = 1000;

export interface Idle {
  /** Does the work in the next pause, once. */
  ask(): void;
  /** Not any more. */
  drop(): void;
}

export function whenIdle(work: () => void): Idle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: number | null = null;

  function drop(): void {
    clearTimeout(timer);
    asked = null;
  }

  return {
    ask() {
      const now = performance.now();
      asked ??= now;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          drop();
          work();
        },
        Math.max(0, Math.min(PAUSE_MS, asked + LONGEST_MS - now)),
      );
    },
    drop,
  };
}
