import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Files written at the same time: enough to share the disk's flushes, few enough for any limit on open files. */
const AT_ONCE = 32;

/** Times a file is written again because its folder was removed, empty as it was, by a git that packs what is loose. */
const MOST_TRIES = 50;

/** Puts a folder's own entries on disk: what was renamed into it, made in it, or removed. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts everything below a folder on disk, the folder itself too; not its name in the folder above. */
export async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const there = path.join(folder, entry.name);
    if (entry.isDirectory()) await syncAll(there);
    // A flush is of the file, whoever wrote it: reading is enough to ask for it.
    else if (entry.isFile()) await syncFolder(there);
  }
  await syncFolder(folder);
}

/**
 * Writes files so that each is there whole and on disk, or not there: under a temporary name, flushed, renamed, and then
 * the folders flushed. All are flushed together, so ten files cost little more than one. A file that is there already is
 * replaced: if somebody's crash left it torn, it is whole again.
 *
 * The temporary names are git's own: its upkeep clears away what a crash leaves of them.
 *
 * @param files by absolute path, in folders that are there or whose parent is. Rejects with the disk's error, with
 *   nothing left behind but files that were written whole.
 */
export async function writeDurably(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const dirty = new Set<string>();
  for (const folder of new Set([...files.keys()].map((file) => path.dirname(file)))) {
    await makeFolder(folder);
    // Also where it was there: whoever made it may not have seen to it that it stays.
    dirty.add(folder).add(path.dirname(folder));
  }
  const batch = [...files];
  while (batch.length > 0) {
    await all(batch.splice(0, AT_ONCE).map(([file, content]) => writeInFolder(file, content)));
  }
  await all([...dirty].map(syncIfThere));
}

async function writeInFolder(file: string, content: Uint8Array): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await writeWhole(file, content);
    } catch (cause) {
      if (!isMissing(cause) || tries === MOST_TRIES) throw cause;
      await makeFolder(path.dirname(file));
    }
  }
}

/** A folder that is gone again was emptied by a git that has all that was in it in a pack. */
async function syncIfThere(folder: string): Promise<void> {
  await syncFolder(folder).catch((cause: unknown) => {
    if (!isMissing(cause)) throw cause;
  });
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === "ENOENT";
}

async function writeWhole(file: string, content: Uint8Array): Promise<void> {
  const beside = path.join(path.dirname(file), `tmp_obj_${randomBytes(6).toString("hex")}`);
  const handle = await open(beside, "wx", 0o444);
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true });
    throw cause;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
}

/** Waits for all, also where one fails: nothing is written after the failure has been told. */
async function all(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
