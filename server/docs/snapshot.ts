import * as Y from "yjs";

/** Changes may add up to this part of the state before it is encoded anew, and to this many bytes in any case. */
const TAIL_PART = 1 / 8;
const LEAST_TAIL = 16 * 1024;

/**
 * A document's encoded state, kept for those who join: encoding costs with all that was ever typed, and a hall full of
 * people comes at once. What changes after the encoding is kept beside it, until it is too much.
 */
export interface Snapshot {
  /** Updates that make up the whole document, the large one first. The same arrays until the document changes. */
  parts(): readonly Uint8Array[];
  /** The whole document as one update; encoded anew where it has changed. */
  whole(): Uint8Array;
  /** Call it with every change of the document. */
  changed(update: Uint8Array): void;
}

export function createSnapshot(encode: () => Uint8Array): Snapshot {
  let whole: Uint8Array | null = null;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;

  function encoded(): Uint8Array {
    whole ??= encode();
    return whole;
  }

  function forget(): void {
    whole = null;
    tail = [];
    tailBytes = 0;
  }

  return {
    parts() {
      const state = encoded();
      if (tail.length > 1) tail = [Y.mergeUpdates(tail)];
      return [state, ...tail];
    },
    whole() {
      if (tail.length > 0) forget();
      return encoded();
    },
    changed(update) {
      if (!whole) return;
      tail.push(update);
      tailBytes += update.length;
      if (tailBytes > Math.max(LEAST_TAIL, whole.length * TAIL_PART)) forget();
    },
  };
}
