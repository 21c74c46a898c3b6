import type { PagePath } from "../text/page-path.ts";
import type { LiveDocs, LiveRoom } from "./live-ports.ts";
import type { Newsroom } from "./news.ts";
import type { Oid, Trees } from "./ports.ts";
import type { Rename, Renames } from "./renames.ts";
import type { Turns } from "./turns.ts";

/** A document, wherever its page is by now. */
export interface Holding {
  /**
   * Runs in the turn of the document's page, with a hold on its room. A page that somebody has renamed with git meanwhile
   * is followed first, so the room's path is the one to work with. Not reentrant, as turns are not.
   */
  held<T>(id: string, run: (room: LiveRoom) => Promise<T>): Promise<T>;
  /** Gives a page that is renamed now its room, which is told. In the turns of both paths. False where it cannot follow. */
  carry(room: LiveRoom, to: PagePath, commit: Oid): Promise<boolean>;
}

export function createHolding(ports: {
  readonly docs: LiveDocs;
  readonly trees: Trees;
  readonly turns: Turns;
  readonly news: Newsroom;
  readonly renames: Renames;
}): Holding {
  const { docs, trees, turns, news, renames } = ports;

  async function renameOf(room: LiveRoom): Promise<Rename | null> {
    const { path } = room.identity;
    const head = await trees.head();
    if (!head || (await trees.files(head)).has(path)) return null;
    return renames.after(path, room.baseCommit());
  }

  async function carry(room: LiveRoom, to: PagePath, commit: Oid): Promise<boolean> {
    const path = room.identity.path as PagePath;
    if (!(await docs.move(room, to))) return false;
    news.publish({ kind: "moved", path, to, commit });
    return true;
  }

  async function follow(room: LiveRoom, path: string, { to, commit }: Rename): Promise<boolean> {
    return turns.takeBoth(path, to, async () => {
      // While the second turn was waited for, somebody else may have followed, or the page may have come back.
      if (room.identity.path !== path || (await renameOf(room))?.to !== to) return true;
      return carry(room, to, commit);
    });
  }

  return {
    carry,
    async held(id, run) {
      const lease = await docs.open(id);
      const { room } = lease;
      try {
        for (let follows = true; ; ) {
          const { path } = room.identity;
          const outcome = await turns.take(path, async () => {
            if (room.identity.path !== path) return { again: true } as const;
            const rename = follows ? await renameOf(room) : null;
            return rename ? ({ rename } as const) : ({ value: await run(room) } as const);
          });
          if ("value" in outcome) return outcome.value;
          // Where the new address is taken by another document, the page counts as deleted, and its text is kept.
          if ("rename" in outcome) follows = await follow(room, path, outcome.rename);
        }
      } finally {
        lease.release();
      }
    },
  };
}
