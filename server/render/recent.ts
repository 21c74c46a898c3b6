/** Keeps the values that were used last, as far as their sizes together stay within `limit`. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  /** A value that is larger than a quarter of the limit is not kept: it would push out too many others. */
  set(key: string, value: Value, size: number): void;
}

export function createRecent<Value>(limit: number): Recent<Value> {
  const entries = new Map<string, { readonly value: Value; readonly size: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      forget(key);
      if (size > limit / 4) return;
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= limit) break;
        forget(oldest);
      }
    },
  };
}
