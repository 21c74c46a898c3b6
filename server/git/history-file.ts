import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";

/** Another one for each change of what is written: a file of another version is none of ours. */
const HEADER = Buffer.from("plenary history 2\n");

/** Before the records of a block: their length and their CRC-32, 4 bytes each, little-endian. */
const BLOCK_HEAD = 8;

/**
 * The history index on disk: a header, and blocks of records in the order they came. It can be made again from the
 * repository, so nothing is flushed: of a file that a crash cut short, the blocks that are whole count.
 */
export interface HistoryFile {
  /** The records of each block that is whole, in order; what is behind them is cut off. None where the file is not ours. */
  read(): Promise<Buffer[]>;
  /** Rejects with the disk's error. From then on nothing is written until `begin`: no block may be missing in the middle. */
  append(records: Buffer): Promise<void>;
  /** Begins a new file beside the one there is: `append` goes there, and it takes the place of the other with `finish`. */
  begin(): Promise<void>;
  finish(): Promise<void>;
}

/** @param file null for an index that is kept in memory only. */
export function createHistoryFile(file: string | null): HistoryFile {
  if (file === null) return inMemory;
  const beside = `${file}.new`;
  let target = file;
  let writable = true;

  return {
    async read() {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      const isOurs = bytes.subarray(0, HEADER.length).equals(HEADER);
      const { blocks, end } = isOurs ? wholeBlocks(bytes) : { blocks: [], end: 0 };
      writable = isOurs;
      if (isOurs && end < bytes.length) await truncate(file, end);
      return blocks;
    },
    async append(records) {
      if (!writable || records.length === 0) return;
      try {
        await appendFile(target, blockOf(records));
      } catch (cause) {
        writable = false;
        throw cause;
      }
    },
    async begin() {
      writable = false;
      await mkdir(path.dirname(file), { recursive: true });
      await rm(beside, { force: true });
      await writeFile(beside, HEADER);
      target = beside;
      writable = true;
    },
    async finish() {
      if (target !== beside || !writable) return;
      await rename(beside, file);
      target = file;
    },
  };
}

const inMemory: HistoryFile = {
  read: async () => [],
  append: async () => {},
  begin: async () => {},
  finish: async () => {},
};

function blockOf(records: Buffer): Buffer {
  const head = Buffer.alloc(BLOCK_HEAD);
  head.writeUInt32LE(records.length, 0);
  head.writeUInt32LE(crc32(records), 4);
  return Buffer.concat([head, records]);
}

function wholeBlocks(bytes: Buffer): { blocks: Buffer[]; end: number } {
  const blocks: Buffer[] = [];
  let at = HEADER.length;
  while (at + BLOCK_HEAD <= bytes.length) {
    const end = at + BLOCK_HEAD + bytes.readUInt32LE(at);
    const records = bytes.subarray(at + BLOCK_HEAD, end);
    if (end > bytes.length || crc32(records) !== bytes.readUInt32LE(at + 4)) break;
    blocks.push(records);
    at = end;
  }
  return { blocks, end: at };
}
