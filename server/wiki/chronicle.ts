import { type Hunk, lineHunks } from "../text/diff.ts";
import { toRoomText } from "../text/endings.ts";
import { parseEvent } from "../text/event.ts";
import { touchedTalks } from "../text/event-edit.ts";
import { linesOf } from "../text/lines.ts";
import { createCache } from "./cache.ts";
import { decode } from "./page-file.ts";
import type { Commit, FileChange, Log, Oid, Trees } from "./ports.ts";
import type { Change, ChangedFile, Mark, Save, Saves, SavesQuery } from "./wiki.ts";

/** Saves whose facts are kept: a page of history is read again and again while a talk is on. */
const KEPT_SAVES = 4000;
/** Commits looked at in one go while a talk's own saves are searched for. */
const TALK_BATCH = 100;

/** The wiki's history as people tell it: not commits and blobs, but who changed which talk, where, and by how much. */
export interface Chronicle {
  saves(query: SavesQuery): Promise<Saves>;
  change(oid: Oid): Promise<Change | null>;
}

export function createChronicle(ports: { readonly trees: Trees; readonly log: Log }): Chronicle {
  const told = createCache<string, Save>(KEPT_SAVES);

  /** Null for no file and for one that is no text. */
  async function read(blob: Oid | null): Promise<{ text: string | null; binary: boolean }> {
    if (blob === null) return { text: null, binary: false };
    const bytes = await ports.trees.blob(blob);
    const { text, utf8 } = decode(bytes);
    if (!utf8 || bytes.includes(0)) return { text: null, binary: true };
    return { text: toRoomText(text), binary: false };
  }

  function saveOf(commit: Commit, change: FileChange): Promise<Save> {
    return told.get(`${commit.oid}:${change.path}`, async () => {
      const [before, after] = await Promise.all([read(change.before), read(change.after)]);
      return {
        commit: commit.oid,
        parent: commit.parents[0] ?? null,
        path: change.path,
        authors: [commit.author, ...commit.coAuthors],
        date: commit.date,
        message: commit.message,
        ...tell(change.path, before.text ?? "", after.text ?? ""),
      };
    });
  }

  async function savesIn(commits: readonly Commit[], path?: string): Promise<Save[]> {
    const saves: Save[] = [];
    for (const commit of commits) {
      const changes = commit.changes.filter((change) => path === undefined || change.path === path);
      saves.push(...(await Promise.all(changes.map((change) => saveOf(commit, change)))));
    }
    return saves;
  }

  /** A talk's saves: the page's, of which those that touched it are kept. Reads on until there are enough. */
  async function talkSaves(query: SavesQuery & { talk: string }): Promise<Saves> {
    const found: Save[] = [];
    let before = query.before;
    for (;;) {
      const commits = await ports.log.commits({ ...withoutTalk(query), ...(before && { before }), limit: TALK_BATCH });
      for (const save of await savesIn(commits, query.path)) {
        if (!save.talkSlugs.includes(query.talk)) continue;
        if (found.length === query.limit) return { saves: found, next: found.at(-1)?.commit ?? null };
        found.push(save);
      }
      if (commits.length < TALK_BATCH) return { saves: found, next: null };
      before = commits.at(-1)?.oid;
    }
  }

  return {
    async saves(query) {
      if (query.talk !== undefined) return talkSaves({ ...query, talk: query.talk });
      // One more than asked for tells whether there is a next part.
      const commits = await ports.log.commits({ ...query, limit: query.limit + 1 });
      const shown = commits.slice(0, query.limit);
      const next = commits.length > shown.length ? (shown.at(-1)?.oid ?? null) : null;
      return { saves: await savesIn(shown, query.path), next };
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
      return { commit, files };
    },
  };
}

function withoutTalk({ path, limit }: SavesQuery): { path?: string; limit: number } {
  return path === undefined ? { limit } : { path, limit };
}

/** What a save did to one file, in the words of the wiki. */
function tell(
  path: string,
  before: string,
  after: string,
): Pick<Save, "title" | "talks" | "talkSlugs" | "added" | "removed" | "marks"> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const hunks = lineHunks(before, after);
  const added = hunks.reduce((sum, hunk) => sum + hunk.newTo - hunk.newFrom, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.oldTo - hunk.oldFrom, 0);
  const marks = marksOf(hunks, linesOf(after).length);
  if (!path.endsWith(".md")) return { title: name, talks: [], talkSlugs: [], added, removed, marks };
  const event = parseEvent(after === "" ? before : after);
  const touched = touchedTalks(before, after);
  return {
    title: event.title || name.replace(/\.md$/, ""),
    talks: touched.map((talk) => talk.title),
    talkSlugs: touched.map((talk) => talk.slug),
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
