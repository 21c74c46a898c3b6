import { createLru } from "../lru.ts";
import { hunksBetween } from "../text/diff.ts";
import { type CommitGraph, createGraphKeeper } from "./blame-graph.ts";
import { type FileAt, renamedFrom } from "./blame-renames.ts";
import { type FileVersions, fileVersions, type KnownVersion, NOWHERE } from "./blame-versions.ts";
import { type Before, type BlamedLine, type Compare, type Version, walkLines } from "./blame-walk.ts";
import type { IndexedHistory } from "./history.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";
import { diffTrees } from "./tree-diff.ts";
import { exactTextOf, isFile } from "./trees.ts";

export type { BlamedLine, Origin } from "./blame-walk.ts";

/** Lines of pages whose origins are kept, some 80 bytes each. */
const KEPT_LINES = 200_000;
/** Pages of which it is kept which version they had last. */
const KEPT_PAGES = 4000;

/**
 * Where each line of a file at a commit was written; null where it has no such file. The first time it costs a walk
 * through the file's versions; after that a save costs one comparison, and asking again nothing. The array is shared.
 *
 * @param at a commit of `main`'s past.
 */
export type Blame = (path: string, at: string) => Promise<readonly BlamedLine[] | null>;

export interface BlamePorts {
  readonly git: Git;
  readonly reading: Pick<Reading, "commit" | "tree" | "blob">;
  readonly history: Pick<IndexedHistory, "find" | "touching">;
}

/** @param compare how two versions' lines are told apart. */
export function createBlame({ git, reading, history }: BlamePorts, compare: Compare = hunksBetween): Blame {
  const graphs = createGraphKeeper(git, reading);
  /** By version, and by any commit that was asked about. */
  const kept = createLru<string, readonly BlamedLine[]>(KEPT_LINES);
  const newest = createLru<string, KnownVersion>(KEPT_PAGES);
  const underway = new Map<string, Promise<readonly BlamedLine[] | null>>();

  /** @param known where to begin; null for the beginning, which always succeeds. */
  async function versionsSince(
    graph: CommitGraph,
    path: string,
    { until, known }: { until: number; known: KnownVersion | null },
  ): Promise<FileVersions | null> {
    const oids = await history.touching(path, known ? graph.oidOf(known.commit) : undefined);
    const touching = oids.map(graph.numberOf).filter((commit) => commit >= 0);
    return fileVersions(graph, { touching, until, known });
  }

  async function versionsUntil(graph: CommitGraph, path: string, until: number): Promise<FileVersions> {
    const versions = await versionsSince(graph, path, { until, known: null });
    if (!versions) throw new Error("a file has no beginning");
    return versions;
  }

  /** The bytes that a commit made of a file. A merge that changed nothing of it against its first parent left it as there. */
  async function oidIn(graph: CommitGraph, versions: FileVersions, made: number, path: string): Promise<string | null> {
    for (let at = made; at !== NOWHERE; ) {
      const commit = await history.find(graph.oidOf(at));
      const change = commit?.changes.find((one) => one.path === path);
      if (change) return change.after;
      const [first] = graph.parentsOf(at);
      at = first === undefined ? NOWHERE : versions.at(first);
    }
    return null;
  }

  /** Files that one commit has and the other has not, in the order of their paths. */
  async function gone(from: string, to: string): Promise<FileAt[]> {
    const [was, is] = await Promise.all([reading.commit(from), reading.commit(to)]);
    const changes = was && is ? await diffTrees(reading.tree, was.tree, is.tree) : [];
    return changes.flatMap(({ path, before, after }) => {
      const name = exactTextOf(path);
      return before && isFile(before) && !after && name !== null ? [{ path: name, oid: before.oid }] : [];
    });
  }

  async function walk(graph: CommitGraph, start: Version, first: FileVersions): Promise<BlamedLine[]> {
    const byPath = new Map([[start.path, first]]);

    async function versionAt(path: string, commit: number): Promise<Version | null> {
      let versions = byPath.get(path);
      if (!versions || commit < versions.from || commit > versions.until) {
        versions = await versionsUntil(graph, path, Math.max(commit, versions?.until ?? 0));
        byPath.set(path, versions);
      }
      const made = versions.at(commit);
      const oid = await oidIn(graph, versions, made, path);
      return oid === null ? null : { commit: made, path, oid };
    }

    async function renamedIn({ commit, ...file }: Version, parent: number): Promise<Version | null> {
      const from = await renamedFrom(file, await gone(graph.oidOf(parent), graph.oidOf(commit)), reading.blob);
      return from && versionAt(from.path, parent);
    }

    async function before(version: Version): Promise<Before[]> {
      const found = new Map<number, Version>();
      const parents = graph.parentsOf(version.commit);
      // All parents are looked at for the file itself before one is for another name of it.
      for (const find of [
        (parent: number) => versionAt(version.path, parent),
        (parent: number) => renamedIn(version, parent),
      ]) {
        for (const parent of parents) {
          const was = found.has(parent) ? null : await find(parent);
          if (was?.oid === version.oid) return [{ parent, version: was }];
          if (was) found.set(parent, was);
        }
      }
      return parents.flatMap((parent) => {
        const was = found.get(parent);
        return was ? [{ parent, version: was }] : [];
      });
    }

    return walkLines(
      { graph, compare, read: reading.blob, before, kept: (version) => kept.get(keyOf(graph, version)) },
      start,
    );
  }

  async function blame(path: string, at: string): Promise<readonly BlamedLine[] | null> {
    const graph = await graphs.reaching(at);
    const commit = graph.numberOf(at);
    const known = newest.get(path) ?? null;
    const versions =
      (known && (await versionsSince(graph, path, { until: commit, known }))) ??
      (await versionsUntil(graph, path, commit));
    const made = versions.at(commit);
    const oid = await oidIn(graph, versions, made, path);
    if (oid === null) return null;
    const start = { commit: made, path, oid };
    const lines = kept.get(keyOf(graph, start)) ?? (await walk(graph, start, versions));
    kept.set(keyOf(graph, start), lines, lines.length + 1);
    kept.set(`${at}:${path}`, lines, 1);
    if (commit >= (known?.commit ?? 0)) newest.set(path, { commit, version: made }, 1);
    return lines;
  }

  return (path, at) => {
    const key = `${at}:${path}`;
    const known = kept.get(key);
    if (known) return Promise.resolve(known);
    const running = underway.get(key) ?? blame(path, at).finally(() => underway.delete(key));
    underway.set(key, running);
    return running;
  };
}

function keyOf(graph: CommitGraph, { commit, path }: Version): string {
  return `${graph.oidOf(commit)}:${path}`;
}
