import { WikiError } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import type { PagePath } from "../text/page-path.ts";
import { mayLinkTo } from "../text/relink.ts";
import { clashOf } from "./clash.ts";
import type { Holding } from "./holding.ts";
import type { Join, LiveDocs, LiveRoom } from "./live-ports.ts";
import type { Merger } from "./merger.ts";
import type { Newsroom } from "./news.ts";
import { bytesOf, mustBeText, type PageFile, pageFileAt } from "./page-file.ts";
import type { Commits, Log, Oid, Person, Trees } from "./ports.ts";
import { createRelinking } from "./relinking.ts";
import type { Renames } from "./renames.ts";
import type { Saver } from "./saver.ts";
import type { Turns } from "./turns.ts";
import type { Gone, Wiki } from "./wiki.ts";

/** Pages that change their place: moved, deleted, brought back. A page's room goes with it, and outlives it. */
export type Relocation = Pick<Wiki, "move" | "remove" | "restore" | "gone">;

export interface RelocationPorts {
  readonly trees: Trees;
  readonly commits: Commits;
  readonly log: Log;
  readonly docs: LiveDocs;
  readonly turns: Turns;
  readonly holding: Holding;
  readonly renames: Renames;
  readonly merger: Merger;
  readonly saver: Saver;
  readonly join: Join;
  readonly news: Newsroom;
}

export function createRelocation(ports: RelocationPorts): Relocation {
  const { trees, commits, log, docs, turns, saver, news } = ports;

  /** Runs with a hold on the page's room; with null where it never had one. In the page's turn. */
  async function withRoom<T>(path: PagePath, run: (room: LiveRoom | null) => Promise<T>): Promise<T> {
    const doc = docs.find(path);
    const lease = doc && (await docs.open(doc.id));
    try {
      return await run(lease?.room ?? null);
    } finally {
      lease?.release();
    }
  }

  async function newest(path: PagePath): Promise<PageFile | null> {
    const head = await trees.head();
    return head ? pageFileAt(trees, head, path) : null;
  }

  /** The page as it was last, before it was deleted. */
  async function last(path: PagePath): Promise<PageFile | null> {
    const [removal] = await log.commits({ path, limit: 1 });
    for (const parent of removal?.parents ?? []) {
      const file = await pageFileAt(trees, parent, path);
      if (file) return file;
    }
    return null;
  }

  /** The page at its new path, and every page with links that lead there from now on. */
  async function commitMove(path: PagePath, to: PagePath, by: Person): Promise<Moved> {
    const relinking = createRelinking(trees, { from: path, to });
    const seen = await trees.head();
    // Reading all pages takes its time. Under the writer lock only those are read that have changed meanwhile.
    if (seen) await relinking.pages(seen);
    let relinked: readonly PagePath[] = [];
    const commit = await commits.commit(async (head) => {
      const files = head ? await trees.files(head) : new Map<string, Oid>();
      const blob = files.get(path);
      if (head === null || blob === undefined) throw noPage(path);
      const clash = clashOf(
        to,
        [...files.keys()].filter((file) => file !== path),
      );
      if (clash !== null) throw taken(clash);
      const pages = await relinking.pages(head);
      relinked = [...pages.keys()];
      return {
        files: new Map([...pages, [path, null], [to, pages.get(path) ?? (await trees.blob(blob))]]),
        author: by,
        coAuthors: [],
        message: `Move ${path} to ${to}`,
      };
    });
    if (!commit) throw new Error(`moving ${path} changed nothing`);
    return { commit, relinked };
  }

  /** What is typed where a link to the page may be is committed, so that the link is in git when the page moves. */
  async function commitLinkingText(path: PagePath): Promise<void> {
    const linking = docs.all().filter((room) => room.unsettled() && mayLinkTo(room.text(), path));
    for (const room of linking) await ports.holding.held(room.identity.id, (held) => saver.commit(held, null));
  }

  /** Tells a page of its new links, and takes them into its room. Outside any page's turn. */
  async function tellOfLinks(path: PagePath, commit: Oid): Promise<void> {
    const room = docs.loaded(path);
    if (room) {
      await ports.holding.held(room.identity.id, async (held) =>
        saver.bringInLine(held, await newest(held.identity.path as PagePath)),
      );
    }
    news.publish({ kind: "committed", path, commit });
  }

  async function commitRemoval(path: PagePath, by: Person): Promise<Oid> {
    const commit = await commits.commit(async (head) => {
      const file = head ? await pageFileAt(trees, head, path) : null;
      if (!file) throw noPage(path);
      return { files: new Map([[path, null]]), author: by, coAuthors: [], message: `Delete ${titleOf(file, path)}` };
    });
    if (!commit) throw new Error(`deleting ${path} changed nothing`);
    return commit;
  }

  /** In the page's turn: makes a deleted page again, from a file that it was, and what was typed since. */
  async function bringBack(path: PagePath, was: PageFile, by: Person): Promise<Oid> {
    mustBeText(was, path);
    await docs.identify(path, was);
    const commit = await withRoom(
      path,
      async (room) => room && saver.commit(room, by, `Bring back ${titleOf(was, path)}`, was),
    );
    if (!commit) throw new WikiError("exists", "The page is there.", { path });
    return commit;
  }

  /** In the page's turn: a commit of the page as it was, on top of the newest. Null where it is so already. */
  async function commitRestore(path: PagePath, was: PageFile, by: Person): Promise<Oid | null> {
    const seen = await newest(path);
    return commits.commit(async (head) => {
      const file = head ? await pageFileAt(trees, head, path) : null;
      if (!file || !seen) throw noPage(path);
      if (file.blob === was.blob) return null;
      // A push that lands while this waits for its turn is no part of what was asked to be undone.
      const overtaken = file.blob !== seen.blob;
      const bytes = overtaken ? bytesOf(ports.join(seen.text, file.text, was.text), file) : await trees.blob(was.blob);
      const message = `Restore ${titleOf(was, path)} as of ${was.commit.slice(0, 7)}`;
      return { files: new Map([[path, bytes]]), author: by, coAuthors: [], message };
    });
  }

  async function restoreTo(path: PagePath, was: PageFile, by: Person): Promise<Oid> {
    mustBeText(was, path);
    return withRoom(path, async (room) => {
      const commit = await commitRestore(path, was, by);
      if (!commit) return (await log.commits({ path, limit: 1 }))[0]?.oid ?? was.commit;
      news.publish({ kind: "committed", path, commit });
      // What is typed and not committed is beside it, as beside a push: it goes into history under its own authors.
      if (room) await saver.bringInLine(room, await newest(path));
      return commit;
    });
  }

  async function isUnsaved(path: PagePath): Promise<boolean> {
    return withRoom(path, async (room) => room !== null && room.text() !== room.baseText());
  }

  return {
    async move(path, to, by) {
      if (path === to) throw taken(to);
      await commitLinkingText(path);
      const { commit, relinked } = await turns.takeBoth(path, to, () =>
        withRoom(path, async (room) => {
          if (room && !(await docs.isFree(to))) {
            const message =
              "A page was at this address, and text that was typed in it is kept there; bring it back first.";
            throw new WikiError("exists", message, { path: to });
          }
          const moved = await commitMove(path, to, by);
          // A room that is not carried along here is by whoever opens it next, as after a crash: the rename is seen in git.
          if (!room || !(await ports.holding.carry(room, to, moved.commit))) {
            news.publish({ kind: "moved", path, to, commit: moved.commit });
          } else if (moved.relinked.includes(path)) {
            await saver.bringInLine(room, await newest(to));
          }
          news.publish({ kind: "committed", path: to, commit: moved.commit });
          return moved;
        }),
      );
      for (const page of relinked) if (page !== path) await tellOfLinks(page, commit);
      return { commit };
    },
    remove(path, by) {
      return turns.take(path, () =>
        withRoom(path, async (room) => {
          if (room) await saver.commit(room, null);
          const commit = await commitRemoval(path, by);
          if (room) await ports.merger.reconcile(room, null);
          news.publish({ kind: "deleted", path, commit });
          return { commit };
        }),
      );
    },
    restore(path, rev, by) {
      return turns.take(path, async () => {
        const here = (await newest(path)) !== null;
        if (here && rev === null) throw new WikiError("exists", "The page is there.", { path });
        const was = rev === null ? await last(path) : await pageFileAt(trees, rev, path);
        if (!was) throw new WikiError("not-found", "That version has no page at this address.", { path });
        return { commit: await (here ? restoreTo(path, was, by) : bringBack(path, was, by)) };
      });
    },
    async gone(path): Promise<Gone | null> {
      if (await newest(path)) return null;
      const [removal] = await log.commits({ path, limit: 1 });
      if (!removal) return null;
      const rename = await ports.renames.after(path);
      return { commit: removal.oid, to: rename?.to ?? null, unsaved: await isUnsaved(path) };
    },
  };
}

interface Moved {
  readonly commit: Oid;
  /** Pages whose links changed with it; the moved page's own under its old path. */
  readonly relinked: readonly PagePath[];
}

function titleOf(file: PageFile, path: PagePath): string {
  return parseEvent(file.text).title || path;
}

function noPage(path: PagePath): WikiError {
  return new WikiError("not-found", "There is no page at this address.", { path });
}

function taken(path: string): WikiError {
  return new WikiError("exists", `There is something at this address already: ${path}`, { path });
}
