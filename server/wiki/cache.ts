/**
 * Keeps the values that were used last, at most `limit` of them. A value is what `make` promises for its key, made once
 * however many ask at the same time; a promise that rejects is not kept.
 */
export interface Cache<K, V> {
  get(key: K, make: () => Promise<V>): Promise<V>;
}

export function createCache<K, V>(limit: number): Cache<K, V> {
  const values = new Map<K, Promise<V>>();
  /** Goes on where it ended: what is before it is gone. One that begins anew would pass all that was taken out each time. */
  let inOrder = values.keys();

  function dropOldest(): void {
    let next = inOrder.next();
    if (next.done) {
      inOrder = values.keys();
      next = inOrder.next();
    }
    if (!next.done) values.delete(next.value);
  }

  return {
    get(key, make) {
      const there = values.get(key);
      if (there) {
        values.delete(key);
        values.set(key, there);
        return there;
      }
      const made = make();
      values.set(key, made);
      made.catch(() => {
        if (values.get(key) === made) values.delete(key);
      });
      while (values.size > limit) dropOldest();
      return made;
    },
  };
}
