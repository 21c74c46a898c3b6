/**
 * The records of the history index, byte for byte as they lie in memory and on disk, little-endian.
 *
 * A path, once, before the first commit that changes it: 1, its length (4), its raw name. Its number is its place among the
 * paths, from 0. A commit: 2, its id (20), its rank (8, a double), how many parents it has (1, two stand for more), how many
 * changes (4); for each of them the path's number (4), the blob before (20) and after (20), zeros for none.
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
  /**
   * Regular files, each once. Of a merge only those that it changed itself, that is, that are as in none of its parents;
   * before is then the first parent's.
   */
  readonly changes: readonly IndexedChange[];
}

export const PATH = 1;
export const COMMIT = 2;

const OID_BYTES = 20;
const NOTHING = "0".repeat(2 * OID_BYTES);
/** Up to the first change. */
const COMMIT_HEAD = 1 + OID_BYTES + 8 + 1 + 4;
const CHANGE = 4 + 2 * OID_BYTES;

export function pathRecord(raw: string): Buffer {
  const record = Buffer.alloc(5 + raw.length);
  record.writeUInt8(PATH, 0);
  record.writeUInt32LE(raw.length, 1);
  record.write(raw, 5, "latin1");
  return record;
}

/** @param paths the numbers of the changes' paths, in their order. */
export function commitRecord(commit: IndexedCommit, rank: number, paths: readonly number[]): Buffer {
  const record = Buffer.alloc(COMMIT_HEAD + paths.length * CHANGE);
  record.writeUInt8(COMMIT, 0);
  record.write(commit.oid, 1, "hex");
  record.writeDoubleLE(rank, 21);
  record.writeUInt8(Math.min(2, commit.parents.length), 29);
  record.writeUInt32LE(paths.length, 30);
  let at = COMMIT_HEAD;
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
  oid(at: number): string;
  /** Shared with the records: not to be kept or changed. */
  oidBytes(at: number): Buffer;
  rank(at: number): number;
  isMerge(at: number): boolean;
  changeCount(at: number): number;
  /** The number of the path of a commit's change. */
  changedPath(at: number, change: number): number;
  blobs(at: number, change: number): Pick<IndexedChange, "before" | "after">;
}

export function createRecordReader(bytes: () => Buffer): RecordReader {
  const oidAt = (at: number): string => bytes().toString("hex", at, at + OID_BYTES);
  const blobAt = (at: number): string | null => {
    const oid = oidAt(at);
    return oid === NOTHING ? null : oid;
  };
  const changeAt = (at: number, change: number): number => at + COMMIT_HEAD + change * CHANGE;
  const changeCount = (at: number): number => bytes().readUInt32LE(at + 30);

  return {
    kind: (at) => bytes().readUInt8(at),
    end(at) {
      if (bytes().readUInt8(at) === PATH) return at + 5 + bytes().readUInt32LE(at + 1);
      return at + COMMIT_HEAD + changeCount(at) * CHANGE;
    },
    path: (at) => bytes().toString("latin1", at + 5, at + 5 + bytes().readUInt32LE(at + 1)),
    oid: (at) => oidAt(at + 1),
    oidBytes: (at) => bytes().subarray(at + 1, at + 1 + OID_BYTES),
    rank: (at) => bytes().readDoubleLE(at + 21),
    isMerge: (at) => bytes().readUInt8(at + 29) > 1,
    changeCount,
    changedPath: (at, change) => bytes().readUInt32LE(changeAt(at, change)),
    blobs(at, change) {
      const from = changeAt(at, change) + 4;
      return { before: blobAt(from), after: blobAt(from + OID_BYTES) };
    },
  };
}
