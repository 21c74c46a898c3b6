import { linesOf } from "../text/lines.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import { decode } from "./page-file.ts";
import type { Commit, FileChange, Log, Oid, Trees } from "./ports.ts";

/** The part of two pages' lines that must be the same for one to be the other under a new name. Git asks for half. */
const CLEARLY_SIMILAR = 0.6;

/** New pages in one commit that are read to find a similar one: beyond them, it is an import and no rename. */
const MOST_READ = 40;

/** Renames that are followed one after another. */
const MOST_STEPS = 10;

/** Commits of a page that are looked through for the one that brought it here. */
const ARRIVAL_SEARCH = 50;

export interface Rename {
  readonly to: PagePath;
  /** The commit that took the page from where it was. */
  readonly commit: Oid;
}

/** Renames that somebody made with git, who told nobody: a page is gone, and another one has come in its place. */
export interface Renames {
  /**
   * Where a page that is gone went, null where that cannot be told: the page that the same commit brought and that has
   * exactly its bytes, or clearly its lines. One that has two such pages went nowhere, and so did one without a word on it,
   * as for git. It is a page of the newest commit.
   *
   * @param since a commit that had the page: one that came with exactly its bytes later than that counts too.
   */
  after(path: string, since?: Oid): Promise<Rename | null>;
  /** Pages that may have become the one at `path`, the nearest first: removed by the commit that brought it, and so on. */
  before(path: string): Promise<string[]>;
  /** The one page that this commit took away and that became the one it brought to `path`; null where that cannot be told. */
  origin(commit: Commit, path: string): Promise<string | null>;
}

export function createRenames({ trees, log }: { readonly trees: Trees; readonly log: Log }): Renames {
  async function linesIn(blob: Oid): Promise<string[]> {
    const { text } = decode(await trees.blob(blob));
    // Where links lead changes with the page's folder, and says nothing of which page it is.
    return linesOf(text).map(({ from, to }) =>
      text
        .slice(from, to)
        .replace(/\]\([^)]*\)/g, "]")
        .trim(),
    );
  }

  async function isBlank(blob: Oid): Promise<boolean> {
    return (await linesIn(blob)).every((line) => line === "");
  }

  async function mostSimilar(blob: Oid, added: readonly Arrival[]): Promise<PagePath | null> {
    if (added.length === 0 || added.length > MOST_READ) return null;
    const was = await linesIn(blob);
    const similar: PagePath[] = [];
    for (const one of added) {
      if (similarity(was, await linesIn(one.blob)) >= CLEARLY_SIMILAR) similar.push(one.path);
    }
    return only(similar);
  }

  async function step(path: string): Promise<{ readonly to: PagePath | null; readonly commit: Oid } | null> {
    const [removal] = await log.commits({ path, limit: 1 });
    return removal ? goneTo(removal, path) : null;
  }

  /** What became of a page in the commit that took it away; null for a commit that did not. */
  async function goneTo(
    removal: Commit,
    path: string,
  ): Promise<{ readonly to: PagePath | null; readonly commit: Oid } | null> {
    const blob = removal.changes.find((change) => change.path === path && change.after === null)?.before;
    if (!blob) return null;
    if (await isBlank(blob)) return { to: null, commit: removal.oid };
    const added = removal.changes.flatMap(arrival);
    const exact = added.filter((one) => one.blob === blob).map((one) => one.path);
    const to = exact.length > 0 ? only(exact) : await mostSimilar(blob, added);
    return { to, commit: removal.oid };
  }

  /** The one page that has come since with exactly the bytes that `path` had. */
  async function sameBytes(path: string, since: Oid, head: Oid): Promise<PagePath | null> {
    const [was, is] = await Promise.all([trees.files(since), trees.files(head)]);
    const blob = was.get(path);
    if (blob === undefined || (await isBlank(blob))) return null;
    const come = [...is].filter(([other, oid]) => oid === blob && !was.has(other)).map(([other]) => pageAt(other));
    return only(come.filter((page) => page !== null));
  }

  /** Pages that were removed by the commit that brought this one. */
  async function removedWith(path: string): Promise<string[]> {
    const commits = await log.commits({ path, limit: ARRIVAL_SEARCH });
    const arrived = commits.find(({ changes }) => changes.some((one) => one.path === path && one.before === null));
    return (arrived?.changes ?? []).flatMap((one) => (one.after === null && pageAt(one.path) ? [one.path] : []));
  }

  return {
    async after(path, since) {
      const head = await trees.head();
      if (!head) return null;
      const files = await trees.files(head);
      const first = await step(path);
      if (!first) return null;
      let to = first.to ?? (since === undefined ? null : await sameBytes(path, since, head));
      for (let steps = 1; to && !files.has(to) && steps < MOST_STEPS; steps += 1) to = (await step(to))?.to ?? null;
      return to && files.has(to) ? { to, commit: first.commit } : null;
    },
    async before(path) {
      const found = new Set([path]);
      for (const page of found) {
        if (found.size > MOST_STEPS) break;
        for (const one of await removedWith(page)) found.add(one);
      }
      found.delete(path);
      return [...found];
    },
    async origin(commit, path) {
      const gone = commit.changes.filter((change) => change.after === null && pageAt(change.path) !== null);
      if (gone.length > MOST_READ) return null;
      const from: string[] = [];
      for (const one of gone) if ((await goneTo(commit, one.path))?.to === path) from.push(one.path);
      return only(from);
    },
  };
}

interface Arrival {
  readonly path: PagePath;
  readonly blob: Oid;
}

function arrival({ path, before, after }: FileChange): Arrival[] {
  const page = pageAt(path);
  return page && before === null && after !== null ? [{ path: page, blob: after }] : [];
}

/** Null for a file that is no page's. */
function pageAt(file: string): PagePath | null {
  const page = parsePagePath(file);
  return page === file ? page : null;
}

function only<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The part of the longer text's lines, blank ones aside, that is in the other one too. 0 where there is hardly a text. */
export function similarity(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  const [one, other] = [a, b].map((lines) => lines.filter((line) => line !== ""));
  if (!one || !other) return 0;
  for (const line of one) counts.set(line, (counts.get(line) ?? 0) + 1);
  let same = 0;
  for (const line of other) {
    const left = counts.get(line) ?? 0;
    if (left > 0) same += 1;
    counts.set(line, left - 1);
  }
  return same / Math.max(one.length, other.length, 1);
}
