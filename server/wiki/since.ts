import { createPace } from "../pace.ts";
import { blobText } from "./blob-text.ts";
import { createCache } from "./cache.ts";
import { type Chain, chainsOf } from "./chains.ts";
import type { Fate, FileSince, Since, SinceQuery, Told } from "./looking-back.ts";
import type { Commit, Log, Oid, Trees } from "./ports.ts";
import { authorsOf, tell } from "./telling.ts";
import type { Trail } from "./trail.ts";

/** Commits that are told of: weeks of a busy wiki. Of what came before them it is only counted how many files differ. */
const MOST_COMMITS = 3000;
/** Spans of which it is kept who changed what. */
const KEPT_SPANS = 8;
/** Files' changes over a span that are kept. */
const KEPT_FILES = 1000;

/** A file with its commits, newest first. */
interface Group {
  readonly path: string;
  readonly commits: [Commit, ...Commit[]];
  saves: number;
  /** The path under which older commits tell of it. */
  at: string;
}

interface Span extends Omit<Since, "files"> {
  readonly groups: readonly (Group & { readonly before: Oid | null; readonly after: Oid | null })[];
}

/** What changed over a span of the wiki's history, by file. A file that was moved is one. Spawns git once for a span. */
export function createSince(ports: {
  readonly trees: Pick<Trees, "blob" | "files">;
  readonly log: Pick<Log, "between" | "find">;
  readonly trail: Pick<Trail, "origin">;
}): (query: SinceQuery) => Promise<Since> {
  const { trees, log, trail } = ports;
  const spans = createCache<string, Span>(KEPT_SPANS);
  const tellings = createCache<string, Told>(KEPT_FILES);

  async function spanOf(from: Oid | null, to: Oid): Promise<Span> {
    const commits = await log.between({ from, to, limit: MOST_COMMITS });
    const { groups, owners, origins, saves } = await grouped(commits, { log, trail });
    const [old, now] = [from === null ? new Map<string, Oid>() : await trees.files(from), await trees.files(to)];
    return {
      groups: groups.map((group) => ({
        ...group,
        before: origins.get(group.at) === group ? (old.get(group.at) ?? null) : null,
        after: owners.get(group.path) === group ? (now.get(group.path) ?? null) : null,
      })),
      count: groups.length,
      saves,
      authors: authorsOf(commits),
      untold: differing(old, now).filter((path) => !owners.has(path) && !origins.has(path)).length,
    };
  }

  return async ({ from, to, skip, limit }) => {
    const { groups, ...span } = await spans.get(`${from}:${to}`, () => spanOf(from, to));
    const pace = createPace();
    const files: FileSince[] = [];
    for (const group of groups.slice(skip, skip + limit)) {
      files.push(await fileOf(group));
      await pace();
    }
    return { ...span, files };
  };

  /** Of a file that is gone: what it was called when it was taken away. */
  async function lastTitle(path: string, removal: Commit): Promise<string> {
    const blob = removal.changes.find((change) => change.path === path)?.before ?? null;
    return tell(path, (await blobText(trees, blob)).text ?? "", "").title;
  }

  async function fileOf({ path, at, before, after, commits, saves }: Span["groups"][number]): Promise<FileSince> {
    const told = await tellings.get(`${before}:${after}:${path}`, async () => {
      const [was, is] = await Promise.all([blobText(trees, before), blobText(trees, after)]);
      return tell(path, was.text ?? "", is.text ?? "");
    });
    const passing = before === null && after === null;
    const title = passing ? await lastTitle(path, commits[0]) : told.title;
    const [newest] = commits;
    return {
      ...told,
      title,
      path,
      was: before === null ? null : at,
      fate: fateOf({ path, at, before, after }),
      commit: newest.oid,
      date: newest.date,
      saves,
      authors: authorsOf(commits),
    };
  }
}

/** What changed and what it was before, as the lists of files say it. */
interface Grouping {
  readonly groups: readonly Group[];
  /** The file that each path leads to at the end of the span. */
  readonly owners: ReadonlyMap<string, Group>;
  /** The file that each path led to at its beginning. */
  readonly origins: ReadonlyMap<string, Group>;
  readonly saves: number;
}

/** @param commits newest first. */
async function grouped(
  commits: readonly Commit[],
  { log, trail }: { readonly log: Pick<Log, "find">; readonly trail: Pick<Trail, "origin"> },
): Promise<Grouping> {
  const groups: Group[] = [];
  const owners = new Map<string, Group>();
  const origins = new Map<string, Group>();
  const pace = createPace();
  let saves = 0;
  const listed = { find: log.find, commits: async () => commits };
  for await (const chain of chainsOf(listed, {}, commits.length + 1)) {
    saves += 1;
    const moves = await movesIn(chain);
    const left = new Set(moves.values());
    for (const path of pathsIn(chain)) {
      // Of a move the new path tells.
      if (left.has(path)) continue;
      note(path, chain);
      await pace();
    }
    for (const [to, from] of moves) {
      const group = origins.get(to);
      if (group === undefined) continue;
      group.at = from;
      origins.delete(to);
      origins.set(from, group);
    }
  }
  return { groups, owners, origins, saves };

  /** New path -> the path it was taken from. */
  async function movesIn([newest]: Chain): Promise<Map<string, string>> {
    const moves = new Map<string, string>();
    if (newest.changes.every((change) => change.after !== null)) return moves;
    for (const { path } of newest.changes) {
      const from = await trail.origin(newest, path);
      if (from !== null) moves.set(path, from);
      await pace();
    }
    return moves;
  }

  function note(path: string, chain: Chain): void {
    const [first, ...more] = chain.filter((commit) => commit.changes.some((change) => change.path === path));
    if (first === undefined) return;
    const group = origins.get(path);
    if (group !== undefined) {
      group.commits.push(first, ...more);
      group.saves += 1;
      return;
    }
    const begun: Group = { path, at: path, commits: [first, ...more], saves: 1 };
    groups.push(begun);
    origins.set(path, begun);
    if (!owners.has(path)) owners.set(path, begun);
  }
}

function pathsIn(chain: Chain): Set<string> {
  return new Set(chain.flatMap((commit) => commit.changes.map((change) => change.path)));
}

function fateOf(file: {
  readonly path: string;
  readonly at: string;
  readonly before: Oid | null;
  readonly after: Oid | null;
}): Fate {
  const { before, after } = file;
  if (before === null) return after === null ? "passing" : "new";
  if (after === null) return "deleted";
  if (file.at !== file.path) return "moved";
  return before === after ? "same" : "changed";
}

/** Paths that lead to something else in one of two versions than in the other. */
function differing(old: ReadonlyMap<string, Oid>, now: ReadonlyMap<string, Oid>): string[] {
  const paths = new Set([...old.keys(), ...now.keys()]);
  return [...paths].filter((path) => old.get(path) !== now.get(path));
}
