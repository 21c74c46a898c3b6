import { createLru } from "../lru.ts";
import { createPace } from "../pace.ts";
import { type Effort, type Hunk, shortEffort } from "../text/diff.ts";
import type { CommitGraph } from "./blame-graph.ts";

/** Versions of a page that are looked through, newest first. */
const MOST_VERSIONS = 5000;
/** For all of them together, in comparisons: some seconds at the worst. */
const MOST_EFFORT = 100_000_000;
/** What reading a line costs, in comparisons. */
const LINE_EFFORT = 4;
/** Lines of versions that are kept from one comparison to the next. */
const MOST_LINES = 200_000;

/** Where lines come from. */
export interface Origin {
  readonly commit: string;
  /** The file's, at that commit. */
  readonly path: string;
  /** The parent it was compared with, and the file's path there; null for a file that was new. */
  readonly previous: { readonly commit: string; readonly path: string } | null;
  /** The line was in that version, and what is further back was not looked through. */
  readonly older: boolean;
}

/** As `BlamedLine` of the wiki's ports. */
export interface BlamedLine {
  readonly origin: Origin;
  /** Its number in that version, from 1. */
  readonly line: number;
}

/** A file at the commit that made it what it is. */
export interface Version {
  readonly commit: number;
  readonly path: string;
  readonly oid: string;
}

/** What a version was before, on one side. */
export interface Before {
  /** The parent, which may be newer than the version it has. */
  readonly parent: number;
  readonly version: Version;
}

/** What differs between the lines of two versions, and what it costs. */
export type Compare = (before: readonly string[], after: readonly string[], effort: Effort) => readonly Hunk[];

export interface WalkPorts {
  readonly graph: Pick<CommitGraph, "oidOf">;
  readonly compare: Compare;
  read(oid: string): Promise<Uint8Array>;
  /** Of each parent that has the file, in their order; only the first that has exactly the same bytes, where one has. */
  before(version: Version): Promise<readonly Before[]>;
  /** The lines of a version that was walked from before. */
  kept(version: Version): readonly BlamedLine[] | undefined;
}

/** A version that is to be looked at, and which of its lines: pairs of a line of the page and one of the version, from 0. */
interface Pending {
  readonly version: Version;
  readonly lines: readonly number[];
}

/**
 * Walks from a version to those it was made of, newest first, and passes each line on to the first one that has it. A
 * line that none has was written there. See decision 42.
 */
export async function walkLines(ports: WalkPorts, start: Version): Promise<BlamedLine[]> {
  const { graph, compare } = ports;
  const pace = createPace();
  const found: BlamedLine[] = [];
  const pending = new Map<string, Pending>();
  /** A version that was compared as the older one will be so as the newer one. */
  const texts = createLru<string, readonly string[]>(MOST_LINES);
  let effort = 0;

  async function linesOf({ oid }: Version): Promise<readonly string[]> {
    const lines = texts.get(oid) ?? splitLines(await ports.read(oid));
    texts.set(oid, lines, lines.length);
    return lines;
  }

  function pass(version: Version, lines: readonly number[]): void {
    if (lines.length === 0) return;
    const key = `${version.commit}:${version.path}`;
    const there = pending.get(key);
    pending.set(key, { version, lines: there ? there.lines.concat(lines) : lines });
  }

  function settle(lines: readonly number[], origin: Origin): void {
    for (let at = 0; at < lines.length; at += 2) found[lines[at] ?? 0] = { origin, line: (lines[at + 1] ?? 0) + 1 };
  }

  function settleAsKept(lines: readonly number[], kept: readonly BlamedLine[]): void {
    for (let at = 0; at < lines.length; at += 2) {
      const line = kept[lines[at + 1] ?? 0];
      if (line) found[lines[at] ?? 0] = line;
    }
  }

  /** Gives the lines that the other version does not have. */
  async function passTo(before: Version, { version, lines }: Pending): Promise<number[]> {
    const [old, now] = [await linesOf(before), await linesOf(version)];
    const limits = shortEffort();
    const places = placesIn(compare(old, now, limits), now.length);
    effort += shortEffort().left - limits.left + LINE_EFFORT * (old.length + now.length);
    const [passed, left]: [number[], number[]] = [[], []];
    for (let at = 0; at < lines.length; at += 2) {
      const [page = 0, line = 0] = [lines[at], lines[at + 1]];
      const place = places[line] ?? -1;
      if (place < 0) left.push(page, line);
      else passed.push(page, place);
    }
    pass(before, passed);
    return left;
  }

  async function look({ version, lines }: Pending): Promise<void> {
    const sides = await ports.before(version);
    const same = sides.find((side) => side.version.oid === version.oid);
    if (same) return pass(same.version, lines);
    let left = lines;
    for (const side of sides) if (left.length > 0) left = await passTo(side.version, { version, lines: left });
    const [first] = sides;
    const previous = first ? { commit: graph.oidOf(first.parent), path: first.version.path } : null;
    settle(left, { commit: graph.oidOf(version.commit), path: version.path, previous, older: false });
  }

  pass(
    start,
    (await linesOf(start)).flatMap((_, line) => [line, line]),
  );
  for (let looked = 0; pending.size > 0; looked += 1) {
    await pace();
    const [key, next] = newestOf(pending);
    pending.delete(key);
    const kept = ports.kept(next.version);
    if (kept) settleAsKept(next.lines, kept);
    else if (looked < MOST_VERSIONS && effort < MOST_EFFORT) await look(next);
    else settle(next.lines, olderThan(next.version, graph));
  }
  return found;
}

function olderThan({ commit, path }: Version, graph: Pick<CommitGraph, "oidOf">): Origin {
  return { commit: graph.oidOf(commit), path, previous: null, older: true };
}

/** What is built on nothing else that is pending. Few are, but where many branches meet. */
function newestOf(pending: ReadonlyMap<string, Pending>): [string, Pending] {
  let newest: [string, Pending] | null = null;
  for (const entry of pending) if (!newest || entry[1].version.commit > newest[1].version.commit) newest = entry;
  if (!newest) throw new Error("nothing is pending");
  return newest;
}

/** Where each line of a version stands in the one before it; -1 for one that it does not have. */
function placesIn(hunks: readonly Hunk[], length: number): Int32Array {
  const places = new Int32Array(length).fill(-1);
  let [old, now] = [0, 0];
  for (const hunk of [...hunks, { oldFrom: 0, oldTo: 0, newFrom: length, newTo: length }]) {
    for (; now < hunk.newFrom; now += 1, old += 1) places[now] = old;
    [old, now] = [hunk.oldTo, hunk.newTo];
  }
  return places;
}

/** Lines with their ends, each byte a character: as git counts and compares them. */
function splitLines(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
