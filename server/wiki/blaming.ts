import { WikiError } from "../errors.ts";
import { linesOf } from "../text/lines.ts";
import type { PagePath } from "../text/page-path.ts";
import { pageFileAt } from "./page-file.ts";
import type { BlamedLine, Blames, Commit, LineOrigin, Log, Oid, Trees } from "./ports.ts";

/** Neighbouring lines of a page that come from one version of it. */
export interface BlamedRun extends LineOrigin {
  /** Half-open, of `linesOf(text)`. */
  readonly from: number;
  readonly to: number;
  /** The one that made that version: its author and co-authors wrote the lines. */
  readonly by: Commit;
}

/** A saved page, and who wrote which of its lines. */
export interface BlamedPage {
  readonly path: PagePath;
  /** The commit it was read at: the newest, or the one asked for. */
  readonly commit: Oid;
  readonly blob: Oid;
  /** LF line ends, no byte order mark. */
  readonly text: string;
  /** All of its lines, top to bottom. */
  readonly runs: readonly BlamedRun[];
}

/** @param maxBytes of a page whose lines are told. */
export function createBlaming(ports: {
  readonly trees: Trees;
  readonly log: Log;
  readonly blames: Blames;
  readonly maxBytes: number;
}): (path: PagePath, at?: Oid) => Promise<BlamedPage | null> {
  async function runsOf(text: string, raw: string, blamed: readonly BlamedLine[]): Promise<BlamedRun[]> {
    const runs: Omit<BlamedRun, "by">[] = [];
    const places = linesInGit(raw);
    for (const line of linesOf(text).keys()) {
      const origin = blamed[places[line] ?? 0]?.origin;
      const last = runs.at(-1);
      if (!origin) throw new Error("a line of a page comes from nowhere");
      if (last && isSame(last, origin)) runs[runs.length - 1] = { ...last, to: line + 1 };
      else runs.push({ ...origin, from: line, to: line + 1 });
    }
    const oids = [...new Set(runs.map((run) => run.commit))];
    const commits = new Map((await Promise.all(oids.map(ports.log.find))).map((commit) => [commit?.oid, commit]));
    return runs.map((run) => {
      const by = commits.get(run.commit);
      if (!by) throw new Error(`the repository lacks the commit ${run.commit}`);
      return { ...run, by };
    });
  }

  return async (path, at) => {
    const commit = at ?? (await ports.trees.head());
    const file = commit ? await pageFileAt(ports.trees, commit, path) : null;
    if (!commit || !file) return null;
    if (!file.utf8 || file.raw.includes("\0")) {
      throw new WikiError("not-text", "This file is no text, so it has no lines that somebody wrote.", { path });
    }
    if (Buffer.byteLength(file.raw) > ports.maxBytes) {
      const most = `${Math.floor(ports.maxBytes / 1024)} KB`;
      const message = `Who wrote each line is told of pages up to ${most}. In a clone, git blame tells it of this one.`;
      throw new WikiError("too-large", message, { path, limit: ports.maxBytes });
    }
    const blamed = await ports.blames.blame(path, commit);
    if (!blamed) throw new Error("a page has no lines");
    return { path, commit, blob: file.blob, text: file.text, runs: await runsOf(file.text, file.raw, blamed) };
  };
}

function isSame(one: LineOrigin, other: LineOrigin): boolean {
  return one.commit === other.commit && one.path === other.path && one.older === other.older;
}

/** For each line of a room's text its place among git's lines: a CR alone ends a line here, and not there. */
function linesInGit(raw: string): number[] {
  const places = [0];
  for (const [ending] of raw.matchAll(/\r\n|\r|\n/g)) places.push((places.at(-1) ?? 0) + (ending === "\r" ? 0 : 1));
  return places;
}
