/** Numbers found by an object's id, which whoever owns the table keeps elsewhere: eight bytes an entry, where a Map takes 120. */
export interface OidTable {
  /** The number of an entry, or -1. @param oid twenty bytes. */
  find(oid: Buffer): number;
  /** @param oid of no entry yet. */
  add(oid: Buffer, entry: number): void;
}

const FIRST_SLOTS = 1024;
const EMPTY = -1;

/** @param isOf whether an entry's id is this one. @param expected entries that will come: room for them is taken at once. */
export function createOidTable(isOf: (entry: number, oid: Buffer) => boolean, expected = 0): OidTable {
  const first = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(2 * expected + 1)));
  // Open addressing: an id is as good as random, so its first four bytes are the hash. Half of the slots stay free.
  let slots = new Int32Array(first).fill(EMPTY);
  let hashes = new Uint32Array(first);
  let size = 0;

  function put(hash: number, entry: number): void {
    let slot = hash % slots.length;
    while (slots[slot] !== EMPTY) slot = (slot + 1) % slots.length;
    slots[slot] = entry;
    hashes[slot] = hash;
  }

  function grow(): void {
    const [entries, old] = [slots, hashes];
    slots = new Int32Array(entries.length * 2).fill(EMPTY);
    hashes = new Uint32Array(entries.length * 2);
    for (let slot = 0; slot < entries.length; slot += 1) {
      const entry = entries[slot] ?? EMPTY;
      if (entry !== EMPTY) put(old[slot] ?? 0, entry);
    }
  }

  return {
    find(oid) {
      const hash = oid.readUInt32LE(0);
      for (let slot = hash % slots.length; ; slot = (slot + 1) % slots.length) {
        const entry = slots[slot] ?? EMPTY;
        if (entry === EMPTY || (hashes[slot] === hash && isOf(entry, oid))) return entry;
      }
    },
    add(oid, entry) {
      size += 1;
      if (size * 2 > slots.length) grow();
      put(oid.readUInt32LE(0), entry);
    },
  };
}
