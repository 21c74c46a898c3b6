/** So many decks are kept rendered; a hall reads one. */
const MOST = 16;

/** Larger decks are rendered for each who asks, in characters. */
const LONGEST = 4 * 1024 * 1024;

/** Makes a deck once for all who ask for the same one: when somebody types, a whole hall asks within a second. */
export interface DeckMemory {
  /** @param key all that the deck depends on. */
  get(key: string, render: () => Promise<string>): Promise<string>;
}

export function createDeckMemory(): DeckMemory {
  const kept = new Map<string, Promise<string>>();

  function keepNot(key: string, made: Promise<string>): void {
    if (kept.get(key) === made) kept.delete(key);
  }

  return {
    get(key, render) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = render();
      kept.set(key, made);
      made.then(
        ({ length }) => length > LONGEST && keepNot(key, made),
        () => keepNot(key, made),
      );
      const oldest = kept.keys().next().value;
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return made;
    },
  };
}
