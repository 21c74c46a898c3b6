import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** After so long `git gc` does not believe in another one any more, ms. */
const GC_BELIEVED_MS = 12 * 60 * 60_000;

/** Names under which git writes packs, what belongs to them, and graphs, before they are whole; and the locks for that. */
const TEMPORARY = /^(?:tmp_|\.tmp-)|^(?:multi-pack-index|commit-graph|commit-graph-chain)\.lock$/;

/** Objects that are in no pack, or in one and not yet removed. */
export async function countLoose(dir: string): Promise<number> {
  let count = 0;
  for (const folder of await loose(dir)) {
    for (const name of await namesIn(folder)) if (/^[0-9a-f]{38}$/.test(name)) count += 1;
  }
  return count;
}

/** Whether a file that was last changed then, ms, is one that nobody writes any more. */
type IsLeft = (changed: number) => boolean;

/** Removes what writers of loose objects have left half done. */
export async function sweepLoose(dir: string, isLeft: IsLeft): Promise<void> {
  for (const folder of await loose(dir)) await sweep(folder, isLeft);
}

/** Removes what writers of packs and commit graphs have left half done, and their locks. */
export async function sweepPacks(dir: string, isLeft: IsLeft): Promise<void> {
  for (const folder of ["pack", "info", path.join("info", "commit-graphs")]) {
    await sweep(path.join(dir, "objects", folder), isLeft);
  }
}

async function sweep(folder: string, isLeft: IsLeft): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (TEMPORARY.test(name)) await removeLeft(path.join(folder, name), isLeft);
  }
}

async function removeLeft(file: string, isLeft: IsLeft): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() && isLeft(found.mtimeMs)) await rm(file, { force: true });
}

/**
 * Takes the lock by which two `git gc` on one repository keep out of each other's way. Gives what lets go of it; null where
 * another holds it. Rejects with the disk's error.
 */
export async function takeGcLock(dir: string): Promise<(() => Promise<void>) | null> {
  const file = path.join(dir, "gc.pid");
  if (await isHeld(file)) return null;
  const beside = `${file}.lock`;
  try {
    await writeFile(beside, `${process.pid} ${os.hostname()}`, { flag: "wx" });
    await rename(beside, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      await removeLeft(beside, (changed) => changed < Date.now() - GC_BELIEVED_MS);
      return null;
    }
    await rm(beside, { force: true });
    throw cause;
  }
  return () => rm(file, { force: true });
}

/** As git decides it: by a process that runs. One of another machine is believed in. */
async function isHeld(file: string): Promise<boolean> {
  const [content, made] = await Promise.all([
    readFile(file, "utf8").catch(() => ""),
    stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  ]);
  const [, pid, host] = /^(\d+) (.+)$/.exec(content.trim()) ?? [];
  // What bears our own number was left by one before us.
  if (pid === undefined || Number(pid) === process.pid || made < Date.now() - GC_BELIEVED_MS) return false;
  return host !== os.hostname() || runs(Number(pid));
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** The folders of loose objects. */
async function loose(dir: string): Promise<string[]> {
  const objects = path.join(dir, "objects");
  return (await namesIn(objects)).filter((name) => /^[0-9a-f]{2}$/.test(name)).map((name) => path.join(objects, name));
}

/** None where there is no such folder, or no longer. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
}
