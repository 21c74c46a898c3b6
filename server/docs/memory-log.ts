import type { Base, DocIdentity, DocIndex, LogRecord, StagedSave, StoredDoc, UpdateLog } from "./update-log.ts";

interface Entry {
  readonly identity: DocIdentity;
  base: Base;
  staged: StagedSave | null;
  records: LogRecord[];
}

/** The log without a disk: for tests and for measuring what the disk costs. Keeps nothing beyond the process. */
export function createMemoryLog(): UpdateLog & DocIndex {
  const docs = new Map<string, Entry>();
  const byPath = new Map<string, string>();

  function entry(id: string): Entry {
    const found = docs.get(id);
    if (!found) throw new Error(`no document ${id}`);
    return found;
  }

  return {
    async load(id): Promise<StoredDoc | null> {
      const found = docs.get(id);
      return found ? { ...found, records: [...found.records] } : null;
    },
    async append(id, records) {
      entry(id).records.push(...records);
    },
    async stage(id, save) {
      entry(id).staged = save;
    },
    async settle(id, base, upTo) {
      const doc = entry(id);
      doc.base = base;
      doc.staged = null;
      doc.records = doc.records.filter((record) => record.seq > upTo);
    },
    async close() {},
    byPath(path) {
      const id = byPath.get(path);
      return id === undefined ? null : entry(id).identity;
    },
    byId(id) {
      return docs.get(id)?.identity ?? null;
    },
    async create(identity, base) {
      const there = byPath.get(identity.path);
      if (there !== undefined) return entry(there).identity;
      docs.set(identity.id, { identity, base, staged: null, records: [] });
      byPath.set(identity.path, identity.id);
      return identity;
    },
    unsettled() {
      return [...docs.values()]
        .filter((doc) => doc.staged !== null || doc.records.length > 0)
        .map((doc) => doc.identity);
    },
  };
}
