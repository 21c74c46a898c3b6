import { WikiError } from "../errors.ts";
import type { LiveRoom } from "./live-ports.ts";
import { type Meeting, meetingTalks } from "./meeting.ts";
import { mustBeText, type PageFile, pageFileAt } from "./page-file.ts";
import type { Log, Oid, Trees } from "./ports.ts";

/** How many of a page's newest commits are looked through for the one of a save that a crash cut short. */
const INTERRUPTED_SEARCH = 100;

/**
 * Brings a room in line with git. Everything that git has and the room does not comes in by the one way there is: the
 * difference from the room's base, merged as a change (see `docs/page-doc.ts`).
 */
export interface Merger {
  /** @param file the page at the newest commit; null where it was deleted: what is in the room then stays as it is. */
  reconcile(room: LiveRoom, file: PageFile | null): Promise<void>;
  /** Whether the room has taken in a page that is this blob in git, and nothing was saved since: reading it would tell nothing. */
  isInLine(room: LiveRoom, blob: Oid | undefined): boolean;
  /** What came in met what was typed, and no save has told of it yet. */
  hasMet(room: LiveRoom): boolean;
  /** The same, once: whoever takes it tells the room. Null where nothing met. */
  takeMeeting(room: LiveRoom): Meeting | null;
}

export function createMerger(ports: { readonly trees: Trees; readonly log: Log }): Merger {
  const meetings = new Map<string, Meeting>();
  /** What each room was last brought in line with, and its base then: a save moves that on. */
  const inLine = new WeakMap<LiveRoom, { readonly blob: Oid; readonly base: Oid }>();

  /** The commit that a save was making when the process ended, or null where it never came to be. */
  async function commitOf(room: LiveRoom, text: string, newest: PageFile): Promise<Oid | null> {
    if (newest.text === text) return newest.commit;
    const { path } = room.identity;
    const base = room.baseCommit();
    const [older] = await ports.log.commits({ path, before: base, limit: 1 });
    for (const commit of await ports.log.commits({ path, limit: INTERRUPTED_SEARCH })) {
      // It was made on top of the base: an older version that reads the same is none of this save's.
      if (commit.oid === base || commit.oid === older?.oid) return null;
      const file = await pageFileAt(ports.trees, commit.oid, path);
      if (file?.text === text) return commit.oid;
    }
    return null;
  }

  /**
   * What differs from the base counts as changed on purpose. That is not so of a repository put back from an older copy: it
   * would take the text of its missing commits out of the room too, so nothing is merged until they are there again.
   */
  async function mustKnowBase(room: LiveRoom): Promise<void> {
    const commit = room.baseCommit();
    if (await ports.log.find(commit)) return;
    const message = `The live text of this page goes on from version ${commit.slice(0, 10)}, which the notes do not have. It can be shown and not edited until whoever runs the wiki has put that version back.`;
    throw new WikiError("damaged", message, { path: room.identity.path });
  }

  /** Notes what of a change about to come in meets what is typed: from then on the text says nothing of it. */
  async function noteMeeting(room: LiveRoom, file: PageFile): Promise<void> {
    const talks = meetingTalks(room.baseText(), room.text(), file.text);
    if (!talks) return;
    const earlier = meetings.get(room.identity.id)?.talks ?? [];
    const [newest] = await ports.log.commits({ path: room.identity.path, limit: 1 });
    const outside = newest?.oid ?? file.commit;
    meetings.set(room.identity.id, { outside, talks: [...new Set([...earlier, ...talks])] });
  }

  async function takeIn(room: LiveRoom, file: PageFile): Promise<void> {
    mustBeText(file, room.identity.path);
    const interrupted = room.interrupted();
    if (interrupted) {
      // Before anything is merged: text that is committed already would otherwise come in a second time.
      const commit = await commitOf(room, interrupted.text, file);
      if (commit) await interrupted.settle(commit);
    }
    if (file.text === room.baseText()) return;
    await mustKnowBase(room);
    await noteMeeting(room, file);
    await room.absorb(file.text, file.commit);
  }

  return {
    async reconcile(room, file) {
      room.gone = file === null;
      if (!file) return;
      await takeIn(room, file);
      inLine.set(room, { blob: file.blob, base: room.baseCommit() });
    },
    isInLine(room, blob) {
      const last = inLine.get(room);
      return last !== undefined && !room.gone && last.blob === blob && last.base === room.baseCommit();
    },
    hasMet: (room) => meetings.has(room.identity.id),
    takeMeeting(room) {
      const meeting = meetings.get(room.identity.id) ?? null;
      meetings.delete(room.identity.id);
      return meeting;
    },
  };
}
