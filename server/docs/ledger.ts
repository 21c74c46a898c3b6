import type { LogAuthor } from "./update-log.ts";

/** Who has written since the last save, in order of last touch: what a save's credits are made of. */
export interface Ledger {
  /** @param seq the record that `author` is behind. */
  note(author: LogAuthor, seq: number): void;
  /** Authors of records up to `seq`, the one who touched last at the end. */
  authors(seq: number): NonNullable<LogAuthor>[];
  /** Forgets what a save up to `seq` has credited. An author who wrote on after that stays. */
  settle(seq: number): void;
}

interface Entry {
  readonly author: NonNullable<LogAuthor>;
  first: number;
  last: number;
}

export function createLedger(): Ledger {
  const entries = new Map<string, Entry>();
  return {
    note(author, seq) {
      if (!author) return;
      const key = `${author.name}\n${author.email}`;
      const entry = entries.get(key);
      // Taken out and put back: a Map keeps the order of insertion, which is to be the order of last touch.
      entries.delete(key);
      entries.set(key, { author, first: entry?.first ?? seq, last: seq });
    },
    authors(seq) {
      return [...entries.values()].filter((entry) => entry.first <= seq).map((entry) => entry.author);
    },
    settle(seq) {
      for (const [key, entry] of entries) {
        if (entry.last <= seq) entries.delete(key);
        else entry.first = Math.max(entry.first, seq + 1);
      }
    },
  };
}
