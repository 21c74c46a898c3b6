import { crc32 } from "node:zlib";

/**
 * The records of the history index, byte for byte as they lie in memory and on disk, little-endian.
 *
 * A path, once, before the first commit that changes it: 1, its length (4), its raw name. Its number is its place among the
 * paths, from 0. A person's name, before the first commit that is theirs, the same with a 3. A commit: 2, its id (20), its rank
 * (8, a double), how many parents it has (1, two stand for more), the CRC-32 of its Save-Id (4, 0 for none), its only parent's
 * place among the commits (4, signed, -1 for none), how many people made it (1), how many changes it holds (4); then the people's
 * numbers (4 each); then for each change the path's number (4), the blob before (20) and after (20), zeros for none.
 */

export interface IndexedChange {
  /** Raw, see `trees.ts`. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What the index keeps of a commit. */
export interface IndexedCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  /** The committer's time, seconds. */
  readonly time: number;
  /** Names: the author's, and those of who made it together with the author. */
  readonly people: readonly string[];
  readonly saveId: string | null;
  /**
   * Regular files, each once. Of a merge only those that it changed itself, that is, that are as in none of its parents;
   * before is then the first parent's.
   */
  readonly changes: readonly IndexedChange[];
}

export const PATH = 1;
export const COMMIT = 2;
export const NAME = 3;

const OID_BYTES = 20;
const NO_OID = Buffer.alloc(OID_BYTES);
const NOTHING = "0".repeat(2 * OID_BYTES);
/** Up to the first person. */
const COMMIT_HEAD = 1 + OID_BYTES + 8 + 1 + 4 + 4 + 1 + 4;
const PERSON = 4;
const MOST_PEOPLE = 255;
const CHANGE = 4 + 2 * OID_BYTES;

/** A commit of one person that changes one file, bytes. */
export const USUAL_COMMIT = COMMIT_HEAD + PERSON + CHANGE;

export function pathRecord(raw: string): Buffer {
  return wordRecord(PATH, Buffer.from(raw, "latin1"));
}

export function nameRecord(name: string): Buffer {
  return wordRecord(NAME, Buffer.from(name, "utf8"));
}

function wordRecord(kind: number, word: Buffer): Buffer {
  const record = Buffer.alloc(5 + word.length);
  record.writeUInt8(kind, 0);
  record.writeUInt32LE(word.length, 1);
  word.copy(record, 5);
  return record;
}

/** What a commit's record says by numbers. */
export interface Numbered {
  readonly rank: number;
  /** Of its only parent; -1 where it has none, or several. */
  readonly parent: number;
  /** In the order of its people, and of its changes. */
  readonly people: readonly number[];
  readonly paths: readonly number[];
}

export function commitRecord(commit: IndexedCommit, { rank, parent, people, paths }: Numbered): Buffer {
  const told = people.slice(0, MOST_PEOPLE);
  const record = Buffer.alloc(COMMIT_HEAD + told.length * PERSON + paths.length * CHANGE);
  record.writeUInt8(COMMIT, 0);
  record.write(commit.oid, 1, "hex");
  record.writeDoubleLE(rank, 21);
  record.writeUInt8(Math.min(2, commit.parents.length), 29);
  record.writeUInt32LE(commit.saveId === null ? 0 : crc32(commit.saveId), 30);
  record.writeInt32LE(parent, 34);
  record.writeUInt8(told.length, 38);
  record.writeUInt32LE(paths.length, 39);
  let at = COMMIT_HEAD;
  for (const person of told) {
    record.writeUInt32LE(person, at);
    at += PERSON;
  }
  for (const [index, { before, after }] of commit.changes.entries()) {
    record.writeUInt32LE(paths[index] ?? 0, at);
    if (before) record.write(before, at + 4, "hex");
    if (after) record.write(after, at + 24, "hex");
    at += CHANGE;
  }
  return record;
}

/** Reads records where they lie. Places are those of a record's first byte; what is read of one that is cut short throws. */
export interface RecordReader {
  kind(at: number): number;
  /** Where the next record begins. */
  end(at: number): number;
  path(at: number): string;
  name(at: number): string;
  oid(at: number): string;
  /** Shared with the records: not to be kept or changed. */
  oidBytes(at: number): Buffer;
  rank(at: number): number;
  isMerge(at: number): boolean;
  /** The same for all commits of a save; 0 where it is of none. */
  save(at: number): number;
  /** The place of its only parent among the commits; -1 for none. */
  parent(at: number): number;
  /** Numbers of who made it. */
  people(at: number): number[];
  changeCount(at: number): number;
  /** The number of the path of a commit's change. */
  changedPath(at: number, change: number): number;
  /** The file was not there before it. */
  isNew(at: number, change: number): boolean;
  blobs(at: number, change: number): Pick<IndexedChange, "before" | "after">;
}

export function createRecordReader(bytes: () => Buffer): RecordReader {
  const oidAt = (at: number): string => bytes().toString("hex", at, at + OID_BYTES);
  const blobAt = (at: number): string | null => {
    const oid = oidAt(at);
    return oid === NOTHING ? null : oid;
  };
  const peopleCount = (at: number): number => bytes().readUInt8(at + 38);
  const changeAt = (at: number, change: number): number =>
    at + COMMIT_HEAD + peopleCount(at) * PERSON + change * CHANGE;
  const changeCount = (at: number): number => bytes().readUInt32LE(at + 39);
  const word = (at: number, encoding: BufferEncoding): string =>
    bytes().toString(encoding, at + 5, at + 5 + bytes().readUInt32LE(at + 1));

  return {
    kind: (at) => bytes().readUInt8(at),
    end(at) {
      return bytes().readUInt8(at) === COMMIT ? changeAt(at, changeCount(at)) : at + 5 + bytes().readUInt32LE(at + 1);
    },
    path: (at) => word(at, "latin1"),
    name: (at) => word(at, "utf8"),
    oid: (at) => oidAt(at + 1),
    oidBytes: (at) => bytes().subarray(at + 1, at + 1 + OID_BYTES),
    rank: (at) => bytes().readDoubleLE(at + 21),
    isMerge: (at) => bytes().readUInt8(at + 29) > 1,
    save: (at) => bytes().readUInt32LE(at + 30),
    parent: (at) => bytes().readInt32LE(at + 34),
    people(at) {
      return Array.from({ length: peopleCount(at) }, (_, one) => bytes().readUInt32LE(at + COMMIT_HEAD + one * PERSON));
    },
    changeCount,
    changedPath: (at, change) => bytes().readUInt32LE(changeAt(at, change)),
    isNew(at, change) {
      const from = changeAt(at, change) + 4;
      return bytes().compare(NO_OID, 0, OID_BYTES, from, from + OID_BYTES) === 0;
    },
    blobs(at, change) {
      const from = changeAt(at, change) + 4;
      return { before: blobAt(from), after: blobAt(from + OID_BYTES) };
    },
  };
}
