import type { Database, RootDatabase } from "lmdb";
import { type DiskWatcher, openLmdbStore } from "./lmdb-store.ts";
import {
  decodeBase,
  decodePast,
  decodeRecord,
  decodeStaged,
  encodeBase,
  encodePast,
  encodeRecord,
  encodeStaged,
} from "./log-codec.ts";
import type { DocIdentity, DocStore, PastEpoch, StoredDoc } from "./update-log.ts";

/** Largest sequence number there can be: the end of a range over one document's records. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * The log on disk, in one LMDB environment.
 *
 * `identities`: id -> who it is. `paths`: path -> id. `bases`, `staged`: id -> bytes. `records`: [id, seq] -> bytes.
 * `past`: [id, epoch] -> bytes.
 * What is written within a short time shares a transaction and so one fsync (`write-group.ts`). A torn write cannot be
 * seen: LMDB's pages are copied on write and the root is switched last.
 *
 * @param file path of the environment's file; its lock file lies beside it. One process at a time is seen to elsewhere.
 * @throws WikiError `refused` where the file is damaged.
 */
export function openLmdbLog(file: string, told?: DiskWatcher): DocStore {
  const store = openLmdbStore(file, openTables, told);
  const { tables } = store;
  const atOnce = (write: (tables: Tables) => void): Promise<void> => store.write(write, true);

  return {
    async load(id): Promise<StoredDoc | null> {
      const { identities, bases, staged, records } = tables();
      const identity = identities.get(id);
      const base = bases.get(id);
      if (!identity || !base) return null;
      const save = staged.get(id);
      const found = [];
      for (const { key, value } of records.getRange({ start: [id, 0], end: [id, LAST] })) {
        found.push(decodeRecord(key[1], value));
      }
      return { identity, base: decodeBase(base), staged: save ? decodeStaged(save) : null, records: found };
    },
    append(id, added) {
      return store.write((to) => {
        for (const record of added) {
          void to.records.put([id, record.seq], asBuffer(encodeRecord(record)));
          for (const epoch of record.past ?? []) putPast(to, id, epoch);
        }
      }, false);
    },
    stage(id, save) {
      return atOnce(({ staged }) => {
        void staged.put(id, asBuffer(encodeStaged(save)));
      });
    },
    settle(id, base, upTo) {
      return atOnce(({ bases, staged, records }) => {
        void bases.put(id, asBuffer(encodeBase(base)));
        void staged.remove(id);
        for (const key of records.getKeys({ start: [id, 0], end: [id, upTo + 1] })) void records.remove(key);
      });
    },
    begin(identity, base, over) {
      return atOnce((to) => {
        void to.identities.put(identity.id, identity);
        void to.bases.put(identity.id, asBuffer(encodeBase(base)));
        putPast(to, identity.id, over);
      });
    },
    async past(id, epoch) {
      const bytes = tables().past.get([id, epoch]);
      return bytes ? decodePast(epoch, bytes) : null;
    },
    close() {
      return store.close();
    },
    byPath(path) {
      const id = tables().paths.get(path);
      return id === undefined ? null : (tables().identities.get(id) ?? null);
    },
    byId(id) {
      return tables().identities.get(id) ?? null;
    },
    async create(identity, base) {
      await atOnce(({ paths, identities, bases }) => {
        if (paths.get(identity.path) !== undefined) return;
        void identities.put(identity.id, identity);
        void paths.put(identity.path, identity.id);
        void bases.put(identity.id, asBuffer(encodeBase(base)));
      });
      const id = tables().paths.get(identity.path);
      return (id === undefined ? undefined : tables().identities.get(id)) ?? identity;
    },
    async move(id, to) {
      const identity = tables().identities.get(id);
      if (!identity) throw new Error(`no document ${id}`);
      const moved = { ...identity, path: to };
      await atOnce((all) => {
        const { identities, paths } = all;
        const there = paths.get(to);
        if (there !== undefined && there !== id) drop(all, there);
        if (paths.get(identity.path) === id) void paths.remove(identity.path);
        void identities.put(id, moved);
        void paths.put(to, id);
      });
      return moved;
    },
    unsettled() {
      const { identities, staged, records } = tables();
      const found: DocIdentity[] = [];
      for (const { key, value } of identities.getRange({})) {
        if (staged.doesExist(key) || hasRecords(records, key)) found.push(value);
      }
      return found;
    },
  };
}

interface Tables {
  readonly identities: Database<DocIdentity, string>;
  readonly paths: Database<string, string>;
  readonly bases: Database<Buffer, string>;
  readonly staged: Database<Buffer, string>;
  readonly records: Database<Buffer, [string, number]>;
  readonly past: Database<Buffer, [string, number]>;
}

function openTables(root: RootDatabase): Tables {
  return {
    identities: root.openDB({ name: "identities", encoding: "json" }),
    paths: root.openDB({ name: "paths", encoding: "string" }),
    bases: root.openDB({ name: "bases", encoding: "binary" }),
    staged: root.openDB({ name: "staged", encoding: "binary" }),
    records: root.openDB({ name: "records", encoding: "binary" }),
    past: root.openDB({ name: "past", encoding: "binary" }),
  };
}

function putPast({ past }: Tables, id: string, epoch: PastEpoch): void {
  void past.put([id, epoch.epoch], asBuffer(encodePast(epoch)));
}

/** The document was never there. */
function drop({ identities, bases, staged, records, past }: Tables, id: string): void {
  for (const table of [identities, bases, staged]) void table.remove(id);
  for (const table of [records, past]) {
    for (const key of table.getKeys({ start: [id, 0], end: [id, LAST] })) void table.remove(key);
  }
}

function hasRecords(records: Tables["records"], id: string): boolean {
  for (const _key of records.getKeys({ start: [id, 0], end: [id, LAST], limit: 1 })) return true;
  return false;
}

/** The same bytes, not copied: lmdb takes Buffers only. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
