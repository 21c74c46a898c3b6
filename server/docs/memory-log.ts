import type { Base, DocIdentity, DocStore, LogRecord, PastEpoch, StagedSave, StoredDoc } from "./update-log.ts";

interface Entry {
  identity: DocIdentity;
  base: Base;
  staged: StagedSave | null;
  records: LogRecord[];
  readonly past: Map<number, PastEpoch>;
}

/** The log without a disk: for tests and for measuring what the disk costs. Keeps nothing beyond the process. */
export function createMemoryLog(): DocStore {
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
      if (!found) return null;
      const { identity, base, staged, records } = found;
      return { identity, base, staged, records: [...records] };
    },
    async append(id, records) {
      const doc = entry(id);
      for (const { past, ...record } of records) {
        doc.records.push(record);
        for (const epoch of past ?? []) doc.past.set(epoch.epoch, epoch);
      }
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
    async begin(identity, base, past) {
      const doc = entry(identity.id);
      doc.identity = identity;
      doc.base = base;
      doc.past.set(past.epoch, past);
    },
    async past(id, epoch) {
      return docs.get(id)?.past.get(epoch) ?? null;
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
      docs.set(identity.id, { identity, base, staged: null, records: [], past: new Map() });
      byPath.set(identity.path, identity.id);
      return identity;
    },
    async move(id, to) {
      const doc = entry(id);
      const there = byPath.get(to);
      if (there !== undefined && there !== id) docs.delete(there);
      if (byPath.get(doc.identity.path) === id) byPath.delete(doc.identity.path);
      doc.identity = { ...doc.identity, path: to };
      byPath.set(to, id);
      return doc.identity;
    },
    unsettled() {
      return [...docs.values()]
        .filter((doc) => doc.staged !== null || doc.records.length > 0)
        .map((doc) => doc.identity);
    },
  };
}
