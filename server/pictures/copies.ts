import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { decoder } from "./decoding.ts";
import type { Queue } from "./queue.ts";

/** The widths a picture can be had in, pixels. */
export const WIDTHS: readonly number[] = [320, 640, 960, 1440];

/** Copies are webp: every browser that draws a page of ours knows it, and it keeps transparency and frames. */
export const COPY_TYPE = "image/webp";

/** Copies of pictures, made when they are first asked for and kept on disk. All of them can be thrown away. */
export interface Copies {
  /** The picture at this width, as webp. Throws where it cannot be decoded. */
  copy(oid: string, width: number, bytes: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/**
 * @param folder made at the first copy.
 * @param maxBytes what is kept at most; the copies that were used least lately go first.
 * @param decoding in whose turn a picture is decoded.
 */
export function createCopies(folder: string, maxBytes: number, decoding: Queue): Copies {
  const making = new Map<string, Promise<Uint8Array>>();
  let kept: Promise<number> | null = null;
  let tidying: Promise<void> = Promise.resolve();

  async function made(name: string, width: number, bytes: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const there = await readKept(path.join(folder, name));
    if (there !== null) return there;
    const copy = await decoding(async () => {
      const picture = await decoder(await bytes());
      return picture.resize({ width, withoutEnlargement: true }).webp({ quality: 80, effort: 3 }).toBuffer();
    });
    await keep(name, copy);
    return copy;
  }

  /** A disk that takes nothing costs only that the copy is made again. */
  async function keep(name: string, copy: Uint8Array): Promise<void> {
    const beside = path.join(folder, `${randomBytes(6).toString("hex")}.new`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(beside, copy);
      await rename(beside, path.join(folder, name));
    } catch {
      await unlink(beside).catch(() => {});
      return;
    }
    tidying = tidying.then(() => tidy(copy.length)).catch(() => {});
  }

  async function tidy(added: number): Promise<void> {
    const before = await (kept ?? sizeOf(folder).then((total) => total - added));
    kept = Promise.resolve(before + added > maxBytes ? await shrink(folder, maxBytes / 2) : before + added);
  }

  return {
    copy(oid, width, bytes) {
      const name = `${oid}-${width}.webp`;
      const running = making.get(name) ?? made(name, width, bytes).finally(() => making.delete(name));
      making.set(name, running);
      return running;
    },
  };
}

/** Null where it is not there, or cannot be read: it is then made again. */
async function readKept(file: string): Promise<Uint8Array | null> {
  const bytes = await readFile(file).catch(() => null);
  const now = new Date();
  if (bytes !== null) await utimes(file, now, now).catch(() => {});
  return bytes;
}

interface Kept {
  readonly file: string;
  readonly bytes: number;
  /** When it was last asked for, ms. */
  readonly used: number;
}

async function filesIn(folder: string): Promise<Kept[]> {
  const names = await readdir(folder);
  const found = names.map(async (name) => {
    const file = path.join(folder, name);
    const { size, mtimeMs } = await stat(file);
    return { file, bytes: size, used: mtimeMs };
  });
  return Promise.all(found);
}

async function sizeOf(folder: string): Promise<number> {
  return total(await filesIn(folder));
}

/** Removes the copies that were used least lately until at most `most` bytes are left; gives how many are. */
async function shrink(folder: string, most: number): Promise<number> {
  const files = (await filesIn(folder)).sort((a, b) => a.used - b.used);
  let left = total(files);
  for (const { file, bytes } of files) {
    if (left <= most) break;
    await unlink(file);
    left -= bytes;
  }
  return left;
}

function total(files: readonly Kept[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
