import { existsSync, renameSync, rmSync } from "node:fs";
import { open, type RootDatabase } from "lmdb";
import { WikiError } from "../errors.ts";
import { refusalOf, whyNot } from "./disk-refusal.ts";
import { damageOf } from "./store-check.ts";
import { createWriteGroup } from "./write-group.ts";

/** An LMDB environment that is written in groups, and that outlives a disk which refuses. */
export interface LmdbStore<Tables> {
  /** The tables. Ask for them each time: they are others once the environment had to be opened anew. */
  tables(): Tables;
  /**
   * Runs `write` in a transaction that others share. Resolves when it is on disk; rejects with `cannot-write` where the
   * disk refuses, and nothing of it is there then. None overtakes another.
   *
   * @param urgent does not wait for the pace (`PACE_MS`).
   */
  write(write: (tables: Tables) => void, urgent: boolean): Promise<void>;
  /** Writes what waits, and closes the file. */
  close(): Promise<void>;
}

interface Environment<Tables> {
  readonly root: RootDatabase;
  readonly tables: Tables;
  readonly readOnly: boolean;
}

/** Told when the disk begins to refuse, with the reason, and when it takes writes again: once each. */
export type DiskWatcher = (refusal: WikiError | null) => void;

const OPTIONS = {
  noSubdir: true,
  maxDbs: 16,
  // A promise resolves after the flush of its transaction and never before.
  overlappingSync: false,
  // With it, the start of a batch is a promise of its own that nobody can wait for: refused, it ends the process.
  eventTurnBatching: false,
} as const;

/**
 * @param file the environment's file. Where there is none it is made, whole or not at all.
 * @param openTables opens every table there is.
 * @throws WikiError `refused` where the file is damaged: it is left as it is, and never begun anew.
 */
export function openLmdbStore<Tables>(
  file: string,
  openTables: (root: RootDatabase) => Tables,
  told: DiskWatcher = () => {},
): LmdbStore<Tables> {
  if (!existsSync(file)) make(file);
  const damage = damageOf(file);
  if (damage) throw damaged(file, damage);
  let current = openFirst();
  /** Why the last write was refused; null when it was not. */
  let refusal: WikiError | null = null;

  function openEnvironment(readOnly: boolean): Environment<Tables> {
    const root = open({ ...OPTIONS, path: file, readOnly });
    return { root, tables: openTables(root), readOnly };
  }

  function openFirst(): Environment<Tables> {
    try {
      return openEnvironment(false);
    } catch (cause) {
      const { code, message } = cause as { code?: number; message: string };
      // LMDB's own codes are negative: what it says of the file. The others are the system's.
      if (code !== undefined && code < 0) throw damaged(file, message);
      throw new WikiError("cannot-write", `the live store ${file} cannot be opened: ${message}`);
    }
  }

  /** Where the disk does not allow writing, reading must go on. */
  async function reopen(): Promise<void> {
    await current.root.close();
    try {
      current = openEnvironment(false);
    } catch {
      current = openEnvironment(true);
    }
  }

  async function transact(run: () => void): Promise<void> {
    try {
      if (refusal) await tryAgain(refusal);
      await current.root.transaction(run);
    } catch (cause) {
      const first = refusal === null;
      refusal = cause instanceof WikiError ? cause : await refusalOf(cause);
      if (first) told(refusal);
      // Where the disk refuses the root page after it has taken the others, LMDB gives the environment up: reads fail, and
      // a write then never ends.
      if (!isAlive(current.root)) await reopen();
      throw refusal;
    }
    if (refusal) told(null);
    refusal = null;
  }

  /** A refused write costs a retry, a line of LMDB's own on standard error, and maybe the environment: look first. */
  async function tryAgain(last: WikiError): Promise<void> {
    const reason = await whyNot(file);
    if (reason) throw reason;
    if (current.readOnly) await reopen();
    if (current.readOnly) throw last;
  }

  const group = createWriteGroup(transact);
  return {
    tables: () => current.tables,
    write: (write, urgent) => group.add(() => write(current.tables), urgent),
    async close() {
      await group.close();
      await current.root.close();
    },
  };
}

/** Made beside, then put in place: a file that is there and empty is therefore none of ours. */
function make(file: string): void {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  const made = open({ ...OPTIONS, path: beside });
  // An environment is not on disk before its first transaction.
  made.transactionSync(() => {});
  void made.close();
  renameSync(beside, file);
  rmSync(`${beside}-lock`, { force: true });
}

function isAlive(root: RootDatabase): boolean {
  try {
    root.resetReadTxn();
    root.get("");
    return true;
  } catch {
    return false;
  }
}

function damaged(file: string, how: string): WikiError {
  const remedy =
    "nothing was changed; put a copy of it back, or move it away to begin with what is in the notes' history";
  return new WikiError("refused", `the live store ${file} is damaged: ${how}; ${remedy}`);
}
