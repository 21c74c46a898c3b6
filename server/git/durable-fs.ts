import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Puts a folder's own entries on disk: what was renamed into it or made in it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Written under a temporary name, flushed, renamed into place, and the folder flushed: whole and on disk, or not there. */
async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  const beside = path.join(folder, `tmp_obj_${randomBytes(6).toString("hex")}`);
  const handle = await open(beside, "wx", 0o444);
  try {
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
    await rename(beside, file);
  } catch (cause) {
    await handle.close().catch(() => {});
    await rm(beside, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

async function makeFolderDurably(folder: string): Promise<void> {
  await mkdir(folder);
  await syncFolder(path.dirname(folder));
}

/**
 * A file system for isomorphic-git, which on its own truncates in place and never flushes: its writes here are durable
 * when they return. The temporary names are git's own, so `git gc` clears away what a crash leaves of them.
 */
export const durableFs = {
  promises: { ...fs.promises, writeFile: writeDurably, mkdir: makeFolderDurably },
};
