import { mustBeText, type PageFile, pageFileAt } from "./page-file.ts";
import type { LiveRoom, Log, Oid, Trees } from "./ports.ts";

/** How many of a page's newest commits are looked through for the one of a save that a crash cut short. */
const INTERRUPTED_SEARCH = 100;

/**
 * Brings a room in line with git. Everything that git has and the room does not comes in by the one way there is: the
 * difference from the room's base, merged as a change (see `docs/page-doc.ts`).
 */
export interface Merger {
  /** @param file the page at the newest commit; null where it is not there (any more): the room is then left as it is. */
  reconcile(room: LiveRoom, file: PageFile | null): Promise<void>;
}

export function createMerger(ports: { readonly trees: Trees; readonly log: Log }): Merger {
  /** The commit that a save was making when the process ended, or null where it never came to be. */
  async function commitOf(path: string, text: string, newest: PageFile): Promise<Oid | null> {
    if (newest.text === text) return newest.commit;
    for (const commit of await ports.log.commits({ path, limit: INTERRUPTED_SEARCH })) {
      const file = await pageFileAt(ports.trees, commit.oid, path);
      if (file?.text === text) return commit.oid;
    }
    return null;
  }

  return {
    async reconcile(room, file) {
      if (!file) return;
      const path = room.identity.path;
      mustBeText(file, path);
      const interrupted = room.interrupted();
      if (interrupted) {
        // Before anything is merged: text that is committed already would otherwise come in a second time.
        const commit = await commitOf(path, interrupted.text, file);
        if (commit) await interrupted.settle(commit);
      }
      if (file.text !== room.baseText()) await room.absorb(file.text, file.commit);
    },
  };
}
