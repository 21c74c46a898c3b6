import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Looks an LMDB file over before LMDB does. It maps the file into memory and trusts it: a page that points nowhere ends
 * the process, or sends the next write to where other text is. Read here is what a tree is made of (its inner pages and
 * the heads of large values), and nothing is changed. Costs a read of 4 KB for some forty records.
 *
 * The layout is that of `liblmdb/mdb.c` as the package brings it: little-endian, 64 bit, data version 2.
 */

const HEADER = 24;
const MAGIC = 0xbeefc0de;
const VERSION = 2;

const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const META = 0x08;
const LEAF2 = 0x20;

const BIG = 0x01;
const SUBTREE = 0x02;

/** The page number that stands for "no tree". */
const NONE = 0xffff_ffff_ffff_ffffn;

interface Tree {
  readonly name: string;
  readonly depth: number;
  readonly entries: bigint;
  readonly root: bigint;
}

interface Meta {
  readonly pageSize: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
  readonly trees: readonly Tree[];
}

class Damage extends Error {}

/** What is wrong with the file, in words that name the place; null where nothing is, or where its layout is not known. */
export function damageOf(file: string): string | null {
  const handle = openSync(file, "r");
  try {
    checkFile(handle);
    return null;
  } catch (cause) {
    if (cause instanceof Damage) return cause.message;
    throw cause;
  } finally {
    closeSync(handle);
  }
}

function checkFile(handle: number): void {
  const meta = newestMeta(handle);
  if (!meta) return;
  const { pageSize, lastPage } = meta;
  const size = fstatSync(handle).size;
  const seen = new Set<bigint>();

  function read(number: bigint, tree: Tree): Buffer {
    const place = `page ${number} (byte ${number * BigInt(pageSize)}) of "${tree.name}"`;
    if (number < 2n || number > lastPage) throw new Damage(`"${tree.name}" leads to page ${number}, which is none`);
    if (seen.has(number)) throw new Damage(`${place} is in use twice`);
    seen.add(number);
    const page = Buffer.alloc(pageSize);
    if (readSync(handle, page, 0, pageSize, Number(number) * pageSize) < pageSize) {
      throw new Damage(`it ends at byte ${size}, before ${place}`);
    }
    if (page.readBigUInt64LE(0) !== number) throw new Damage(`${place} is not what was written there`);
    return page;
  }

  function walk(tree: Tree): void {
    if (tree.root === NONE) return;
    const entries = walkPage(tree, tree.root, tree.depth);
    if (entries !== tree.entries) throw new Damage(`"${tree.name}" holds ${entries} entries of ${tree.entries}`);
  }

  function walkPage(tree: Tree, number: bigint, depth: number): bigint {
    const page = read(number, tree);
    const wrong = (): Damage =>
      new Damage(`page ${number} (byte ${number * BigInt(pageSize)}) of "${tree.name}" is not what was written there`);
    const kind = page.readUInt16LE(18);
    if ((kind & (BRANCH | LEAF)) !== (depth > 1 ? BRANCH : LEAF) || kind & (OVERFLOW | META | LEAF2)) throw wrong();
    let entries = 0n;
    for (const node of nodesOf(page, depth > 1)) {
      if (!node) throw wrong();
      if (depth > 1) entries += walkPage(tree, node.child, depth - 1);
      else {
        entries += 1n;
        checkValue(tree, node);
      }
    }
    return entries;
  }

  function checkValue(tree: Tree, { key, flags, size: bytes, data }: Node): void {
    if (flags & SUBTREE) walk(treeIn(data, 0, textOf(key)));
    if (!(flags & BIG)) return;
    const number = data.readBigUInt64LE(0);
    const pages = data.readBigUInt64LE(16);
    const place = `the value of ${textOf(key)} in "${tree.name}"`;
    const head = read(number, tree);
    if (!(head.readUInt16LE(18) & OVERFLOW)) throw new Damage(`${place} is not what was written there`);
    const held = number + pages - 1n <= lastPage && pages * BigInt(pageSize) >= BigInt(HEADER + bytes);
    if (!held) throw new Damage(`${place} does not fit where it should be`);
    // The last page of a value is written to its end, or the file ends before it.
    if (Number(number) * pageSize + HEADER + bytes > size) {
      throw new Damage(`it ends at byte ${size}, inside ${place}`);
    }
  }

  for (const tree of meta.trees) walk(tree);
}

/** The root page of the last transaction that was completed; null where another version of LMDB wrote it. */
function newestMeta(handle: number): Meta | null {
  const first = metaAt(handle, 0);
  if (!first) return null;
  const second = metaAt(handle, first.pageSize);
  return second && second.transaction > first.transaction ? second : first;
}

function metaAt(handle: number, offset: number): Meta | null {
  const page = Buffer.alloc(HEADER + 144);
  if (readSync(handle, page, 0, page.length, offset) < page.length) throw new Damage("it ends before it has begun");
  const at = HEADER;
  if (!(page.readUInt16LE(18) & META) || page.readUInt32LE(at) !== MAGIC) {
    throw new Damage(`there is no root at byte ${offset}`);
  }
  if ((page.readUInt32LE(at + 4) & 0xffff) !== VERSION) return null;
  const pageSize = page.readUInt32LE(at + 24);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) {
    throw new Damage(`the root at byte ${offset} tells of pages of ${pageSize} bytes`);
  }
  return {
    pageSize,
    lastPage: page.readBigUInt64LE(at + 120),
    transaction: page.readBigUInt64LE(at + 128),
    trees: [treeIn(page, at + 24, "free pages"), treeIn(page, at + 72, "tables")],
  };
}

function treeIn(bytes: Buffer, at: number, name: string): Tree {
  return {
    name,
    depth: bytes.readUInt16LE(at + 6),
    entries: bytes.readBigUInt64LE(at + 32),
    root: bytes.readBigUInt64LE(at + 40),
  };
}

interface Node {
  readonly key: Buffer;
  readonly flags: number;
  /** Of the value, also where it lies elsewhere. */
  readonly size: number;
  /** The value, or where it lies. */
  readonly data: Buffer;
  /** In an inner page: the page below. */
  readonly child: bigint;
}

/** The nodes of a page; null in place of one that does not lie within it. */
function* nodesOf(page: Buffer, inner: boolean): Generator<Node | null> {
  const body = page.subarray(HEADER);
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  if (lower > upper || upper > body.length || lower % 2 === 1) {
    yield null;
    return;
  }
  for (let index = 0; index < lower / 2; index += 1) {
    const at = body.readUInt16LE(index * 2);
    yield at < upper || at + 8 > body.length ? null : nodeAt(body, at, inner);
  }
}

function nodeAt(body: Buffer, at: number, inner: boolean): Node | null {
  const low = body.readUInt16LE(at) + body.readUInt16LE(at + 2) * 0x1_0000;
  const flags = body.readUInt16LE(at + 4);
  const from = at + 8 + body.readUInt16LE(at + 6);
  const child = inner ? BigInt(low) + BigInt(flags) * 0x1_0000_0000n : 0n;
  const here = inner ? 0 : flags & BIG ? 24 : low;
  if (from + here > body.length || (!inner && flags & SUBTREE && low < 48)) return null;
  return { key: body.subarray(at + 8, from), flags: inner ? 0 : flags, size: low, data: body.subarray(from), child };
}

/** A table's name, or a document's id: also where the key goes on with a number after it. */
function textOf(key: Buffer): string {
  const end = key.indexOf(0);
  return key.toString("utf8", 0, end < 0 ? key.length : end);
}
