import { type Database, open } from "lmdb";
import { WikiError } from "../errors.ts";
import { decodeBase, decodeRecord, decodeStaged, encodeBase, encodeRecord, encodeStaged } from "./log-codec.ts";
import type { DocIdentity, DocIndex, StoredDoc, UpdateLog } from "./update-log.ts";

/** Largest sequence number there can be: the end of a range over one document's records. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * The log on disk, in one LMDB environment.
 *
 * `identities`: id -> who it is. `paths`: path -> id. `bases`, `staged`: id -> bytes. `records`: [id, seq] -> bytes.
 * Writes of one turn share a transaction and so one fsync (group commit); `overlappingSync` is off, so a write's promise
 * resolves after that fsync and never before. A torn write cannot be seen: LMDB's pages are copied on write and the root
 * is switched last.
 *
 * @param file path of the environment's file; its lock file lies beside it. One process at a time is seen to elsewhere.
 */
export function openLmdbLog(file: string): UpdateLog & DocIndex {
  const root = open({ path: file, overlappingSync: false, maxDbs: 8, noSubdir: true });
  const identities: Database<DocIdentity, string> = root.openDB({ name: "identities", encoding: "json" });
  const paths: Database<string, string> = root.openDB({ name: "paths", encoding: "string" });
  const bases: Database<Buffer, string> = root.openDB({ name: "bases", encoding: "binary" });
  const staged: Database<Buffer, string> = root.openDB({ name: "staged", encoding: "binary" });
  const records: Database<Buffer, [string, number]> = root.openDB({ name: "records", encoding: "binary" });

  async function durably(write: () => void): Promise<void> {
    try {
      await root.transaction(write);
    } catch (cause) {
      throw new WikiError("cannot-write", `The live store could not be written: ${reasonOf(cause)}.`);
    }
  }

  function hasRecords(id: string): boolean {
    for (const _key of records.getKeys({ start: [id, 0], end: [id, LAST], limit: 1 })) return true;
    return false;
  }

  return {
    async load(id): Promise<StoredDoc | null> {
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
      return durably(() => {
        for (const record of added) void records.put([id, record.seq], Buffer.from(encodeRecord(record)));
      });
    },
    stage(id, save) {
      return durably(() => {
        void staged.put(id, Buffer.from(encodeStaged(save)));
      });
    },
    settle(id, base, upTo) {
      return durably(() => {
        void bases.put(id, Buffer.from(encodeBase(base)));
        void staged.remove(id);
        for (const key of records.getKeys({ start: [id, 0], end: [id, upTo + 1] })) void records.remove(key);
      });
    },
    close() {
      return root.close();
    },
    byPath(path) {
      const id = paths.get(path);
      return id === undefined ? null : (identities.get(id) ?? null);
    },
    byId(id) {
      return identities.get(id) ?? null;
    },
    async create(identity, base) {
      await durably(() => {
        if (paths.get(identity.path) !== undefined) return;
        void identities.put(identity.id, identity);
        void paths.put(identity.path, identity.id);
        void bases.put(identity.id, Buffer.from(encodeBase(base)));
      });
      const id = paths.get(identity.path);
      return (id === undefined ? undefined : identities.get(id)) ?? identity;
    },
    unsettled() {
      const found: DocIdentity[] = [];
      for (const { key, value } of identities.getRange({})) {
        if (staged.doesExist(key) || hasRecords(key)) found.push(value);
      }
      return found;
    },
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : "unknown reason";
}
