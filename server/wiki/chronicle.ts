import { type Hunk, lineHunks, shortEffort } from "../text/diff.ts";
import { toRoomText } from "../text/endings.ts";
import { touchOf } from "../text/event-edit.ts";
import { lineCount } from "../text/lines.ts";
import { createCache } from "./cache.ts";
import { type Chain, chainOf, chainsOf } from "./chains.ts";
import { samePerson } from "./credits.ts";
import { isNewer } from "./order.ts";
import { decode } from "./page-file.ts";
import type { Log, Oid, Person, Trees } from "./ports.ts";
import type { Renames } from "./renames.ts";
import { createTrail } from "./trail.ts";
import type { Change, ChangedFile, Mark, Save, Saves, SavesQuery } from "./wiki.ts";

/** Saves whose facts are kept: a page of history is read again and again while a talk is on. */
const KEPT_SAVES = 4000;
/** Commits read in one go beyond the saves asked for: the one after them, and those that go with others. */
const MORE = 4;
/** Commits read in one go while a talk's own saves are searched for. */
const TALK_BATCH = 100;

/** The wiki's history as people tell it: not commits and blobs, but who changed which talk, where, and by how much. */
export interface Chronicle {
  saves(query: SavesQuery): Promise<Saves>;
  lastTouch(path: string): Promise<Oid | null>;
  change(oid: Oid): Promise<Change | null>;
  isNewer(path: string, one: Oid, other: Oid): Promise<boolean>;
}

/** A save's commits, and the path under which it is told; all its files where there is none. */
interface ChainAt {
  readonly chain: Chain;
  readonly path?: string;
}

export function createChronicle(ports: {
  readonly trees: Trees;
  readonly log: Log;
  readonly renames: Pick<Renames, "origin">;
}): Chronicle {
  const trail = createTrail(ports);
  const told = createCache<string, Save>(KEPT_SAVES);

  /** Null for no file and for one that is no text. */
  async function read(blob: Oid | null): Promise<{ text: string | null; binary: boolean }> {
    if (blob === null) return { text: null, binary: false };
    const bytes = await ports.trees.blob(blob);
    const { text, utf8 } = decode(bytes);
    if (!utf8 || bytes.includes(0)) return { text: null, binary: true };
    return { text: toRoomText(text), binary: false };
  }

  /** @param chain commits of which one at least changed the file; newest first. */
  function saveOf(chain: Chain, path: string): Promise<Save> {
    const [newest] = chain;
    const oldest = chain.at(-1) ?? newest;
    return told.get(`${newest.oid}:${chain.length}:${path}`, async () => {
      const changes = chain.flatMap((commit) => commit.changes.filter((change) => change.path === path));
      const blobs = { before: changes.at(-1)?.before ?? null, after: changes[0]?.after ?? null };
      const [before, after] = await Promise.all([read(blobs.before), read(blobs.after)]);
      return {
        commit: newest.oid,
        parent: oldest.parents[0] ?? null,
        path,
        ...blobs,
        authors: authorsOf(chain),
        date: newest.date,
        message: newest.message,
        ...tell(path, before.text ?? "", after.text ?? ""),
      };
    });
  }

  /** One for each file; of all commits but the merge of many files it is one. */
  async function savesIn(chain: Chain, path?: string, talk?: string): Promise<Save[]> {
    const changed = new Set(chain.flatMap((commit) => commit.changes.map((change) => change.path)));
    const paths = [...changed].filter((one) => path === undefined || one === path);
    const saves = await Promise.all(paths.map((one) => saveOf(chain, one)));
    return talk === undefined ? saves : saves.filter((save) => save.talkSlugs.includes(talk));
  }

  /** A page's chains go on under the path it had before it was moved. */
  async function* chainsThrough(query: SavesQuery, atOnce: number): AsyncGenerator<ChainAt> {
    const { path } = query;
    if (path === undefined) {
      for await (const chain of chainsOf(ports.log, query, atOnce)) yield { chain };
      return;
    }
    let before = query.before;
    let at: string | null = before === undefined ? path : await trail.at(path, before);
    while (at !== null) {
      const name: string = at;
      at = null;
      for await (const chain of chainsOf(ports.log, { path: name, ...(before !== undefined && { before }) }, atOnce)) {
        yield { chain, path: name };
        at = await trail.origin(chain[0], name);
        if (at === null) continue;
        before = chain[0].oid;
        break;
      }
    }
  }

  return {
    async saves(query) {
      const found: Save[][] = [];
      let last: Oid | null = null;
      const atOnce = query.talk === undefined ? query.limit + MORE : TALK_BATCH;
      for await (const { chain, path } of chainsThrough(query, atOnce)) {
        const saves = await savesIn(chain, path, query.talk);
        if (saves.length === 0) continue;
        // One more than asked for tells that there is a next part.
        if (found.length === query.limit) return { saves: found.flat(), next: last };
        found.push(saves);
        last = chain[0].oid;
      }
      return { saves: found.flat(), next: null };
    },
    async lastTouch(path) {
      const [commit] = await ports.log.commits({ path, limit: 1 });
      return commit?.oid ?? null;
    },
    async change(oid) {
      const commit = await ports.log.find(oid);
      if (!commit) return null;
      const files = await Promise.all(
        commit.changes.map(async ({ path, before, after }): Promise<ChangedFile> => {
          const [was, is] = await Promise.all([read(before), read(after)]);
          const binary = was.binary || is.binary;
          return { path, before: binary ? null : was.text, after: binary ? null : is.text, binary };
        }),
      );
      const chain = await chainOf(ports.log, commit);
      return { commit, save: chain.toReversed(), files };
    },
    isNewer: (path, one, other) => isNewer(ports.log, path, one, other),
  };
}

/** In order of last touch, each once. */
function authorsOf(chain: Chain): Person[] {
  const authors: Person[] = [];
  for (const { author, coAuthors } of chain.toReversed()) {
    for (const person of [author, ...coAuthors]) {
      if (!authors.some((other) => samePerson(other, person))) authors.push(person);
    }
  }
  return authors;
}

/** What a save did to one file, in the words of the wiki. */
function tell(
  path: string,
  before: string,
  after: string,
): Pick<Save, "title" | "talks" | "talkSlugs" | "added" | "removed" | "marks"> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const hunks = lineHunks(before, after, shortEffort());
  const added = hunks.reduce((sum, hunk) => sum + hunk.newTo - hunk.newFrom, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.oldTo - hunk.oldFrom, 0);
  const marks = marksOf(hunks, lineCount(after));
  if (!path.endsWith(".md")) return { title: name, talks: [], talkSlugs: [], added, removed, marks };
  const { title, talks } = touchOf(before, after);
  return {
    title: title || name.replace(/\.md$/, ""),
    talks: talks.map((talk) => talk.title),
    talkSlugs: talks.map((talk) => talk.slug),
    added,
    removed,
    marks,
  };
}

/** Where on the page, its first line at 0 and its end at 1: additions on the new page, removals where they were in it. */
function marksOf(hunks: readonly Hunk[], lineCount: number): Mark[] {
  const lines = Math.max(1, lineCount);
  const marks: Mark[] = [];
  for (const hunk of hunks) {
    const at = hunk.newFrom / lines;
    if (hunk.newTo > hunk.newFrom) marks.push({ kind: "add", from: at, to: hunk.newTo / lines });
    if (hunk.oldTo > hunk.oldFrom) {
      marks.push({ kind: "del", from: at, to: Math.min(1, at + (hunk.oldTo - hunk.oldFrom) / lines) });
    }
  }
  return marks;
}
