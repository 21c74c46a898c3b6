/**
 * One at a time for each key: what is handed in runs after everything handed in before it for the same key has ended,
 * well or badly. Not reentrant: a turn that asks for another turn of its own key waits for ever.
 */
export interface Turns {
  take<T>(key: string, run: () => Promise<T>): Promise<T>;
  /** In the turns of two keys at once, which may be the same. Always waits for them in one order, so no two wait for each other. */
  takeBoth<T>(one: string, other: string, run: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const tails = new Map<string, Promise<unknown>>();

  async function take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(run, run);
    const tail = mine.catch(() => {});
    tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  }

  return {
    take,
    takeBoth(one, other, run) {
      if (one === other) return take(one, run);
      const [first, second] = one < other ? [one, other] : [other, one];
      return take(first, () => take(second, run));
    },
  };
}
