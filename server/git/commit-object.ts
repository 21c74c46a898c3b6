import type { Person } from "./message.ts";

/** A commit object's own words. */
export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  /** Author's time, ms since the epoch; 0 where none can be read. */
  readonly date: number;
  /** Committer's time, seconds; 0 where none can be read. */
  readonly time: number;
  /** The whole message, trailers and all. */
  readonly message: string;
}

/** Latest moment a Date can hold, seconds. */
const LAST_MOMENT = 8.64e12;

/** Null for bytes that are no commit: they do not begin with a tree. Anything else in them may be missing or odd. */
export function parseCommit(bytes: Buffer): CommitObject | null {
  const headerEnd = bytes.indexOf("\n\n");
  const header = bytes.subarray(0, headerEnd < 0 ? bytes.length : headerEnd);
  const decode = decoderFor(/\nencoding (.+)/.exec(header.toString("latin1"))?.[1]);
  const lines = decode(header).split("\n");
  const tree = /^tree ([0-9a-f]{40})$/.exec(lines[0] ?? "")?.[1];
  if (tree === undefined) return null;
  return {
    tree,
    parents: lines.flatMap((line) => /^parent ([0-9a-f]{40})$/.exec(line)?.[1] ?? []),
    ...authorIn(lines),
    time: committedIn(lines),
    message: headerEnd < 0 ? "" : decode(bytes.subarray(headerEnd + 2)),
  };
}

function authorIn(lines: readonly string[]): { author: Person; date: number } {
  const line = lines.find((one) => one.startsWith("author ")) ?? "";
  const [, name = "", email = "", time = ""] = /^author (.*?) ?<([^>]*)>.*?(-?\d+)? ?(?:[+-]\d+)?$/.exec(line) ?? [];
  const seconds = Number(time);
  return { author: { name, email }, date: Math.abs(seconds) <= LAST_MOMENT ? seconds * 1000 : 0 };
}

function committedIn(lines: readonly string[]): number {
  const line = lines.find((one) => one.startsWith("committer ")) ?? "";
  return Number(/> (\d+)(?: [+-]\d+)?$/.exec(line)?.[1] ?? 0);
}

/** Commits of old say in which encoding they are written; what cannot be decoded is shown as well as it can be. */
function decoderFor(encoding: string | undefined): (bytes: Buffer) => string {
  if (encoding === undefined) return (bytes) => bytes.toString("utf8");
  try {
    const decoder = new TextDecoder(encoding.trim());
    return (bytes) => decoder.decode(bytes);
  } catch {
    return (bytes) => bytes.toString("utf8");
  }
}
