import type { PagePath } from "../text/page-path.ts";
import { areToldApart, draftsOf } from "./drafts.ts";
import type { Holding } from "./holding.ts";
import type { Capture, LiveRoom } from "./live-ports.ts";
import type { Merger } from "./merger.ts";
import type { Newsroom } from "./news.ts";
import { type PageFile, pageFileAt } from "./page-file.ts";
import type { Clock, Commits, Oid, Person, Trees } from "./ports.ts";

/** When what is typed goes into history by itself, ms. */
export interface SaveTimes {
  /** After this long without a change. */
  readonly quietMs: number;
  /** After this long since the first change, however busy the room. */
  readonly maxMs: number;
  /** After this long once the last writer has left. */
  readonly leftMs: number;
  /** After this long when a save was refused. */
  readonly retryMs: number;
}

export interface Saver {
  /**
   * Commits a loaded room's text now, merged with whatever came into git meanwhile. Null where there is nothing to
   * commit. Call it in the page's turn.
   *
   * A page that was deleted is not made again by a save: its text stays in the log, and null is the answer.
   *
   * @param was the file a deleted page is brought back from: then it is made again, with what was typed since merged in.
   */
  commit(room: LiveRoom, by: Person | null, message?: string, was?: PageFile): Promise<Oid | null>;
  /**
   * Merges what git has of the page into its room. Where that met what was typed, this is committed at once, and the room
   * is told. Call it in the page's turn.
   */
  bringInLine(room: LiveRoom, file: PageFile | null): Promise<void>;
  /** The room changed: it is saved after quiet or the longest wait, whichever is first. */
  edited(room: LiveRoom): void;
  /** The last writer left: it is saved soon. */
  left(room: LiveRoom): void;
  /** Nothing is saved by itself before then, ms of the clock; what was due is saved then. With 0 what is due is saved at once. */
  hush(until: number): void;
  /** When the oldest text that waits to be saved came, ms of the clock; null where none waits. */
  waitingSince(): number | null;
  /** Saves every page that is not saved, and no more by itself from then on. */
  close(): Promise<void>;
}

export interface SaverPorts {
  readonly trees: Trees;
  readonly commits: Commits;
  readonly merger: Merger;
  readonly holding: Holding;
  readonly news: Newsroom;
  readonly clock: Clock;
  /** Hears why a save that nobody waits for was refused. */
  readonly trouble: (path: string, cause: unknown) => void;
}

interface Waiting {
  readonly room: LiveRoom;
  /** When the first change that is not saved came, or was tried in vain. */
  since: number;
  /** When it came, however often it was tried. */
  readonly typed: number;
  /** When it is to be saved. */
  due: number;
  /** The timer's end: never after `due`. Where it is before, it goes on from there; each letter would cost a new timer. */
  timer: { readonly at: number; readonly cancel: () => void };
}

export function createSaver(ports: SaverPorts, times: SaveTimes): Saver {
  const waiting = new Map<string, Waiting>();
  const running = new Set<Promise<unknown>>();
  let closed = false;
  let hushedUntil = 0;

  function commit(room: LiveRoom, by: Person | null, message?: string, was?: PageFile): Promise<Oid | null> {
    stopWaiting(room);
    const save = commitLiveText(room, by, message, was);
    running.add(save);
    return save.finally(() => running.delete(save));
  }

  async function commitLiveText(
    room: LiveRoom,
    by: Person | null,
    message?: string,
    was?: PageFile,
  ): Promise<Oid | null> {
    const path = room.identity.path as PagePath;
    let taken: Capture | null = null;
    const oid = await ports.commits.commit(async (head) => {
      taken = null;
      const file = head ? await pageFileAt(ports.trees, head, path) : null;
      await ports.merger.reconcile(room, file ?? was ?? null);
      if (!head || room.gone) return null;
      const capture = room.capture();
      if (capture.text === file?.text) {
        if (room.unsettled()) await room.settle(capture, head);
        return null;
      }
      await room.stage(capture);
      taken = capture;
      // A page that comes back is one commit: it has no lines yet that could be somebody's.
      const shares = file && areToldApart(capture.authors) ? await room.shares(capture) : null;
      return draftsOf({ path, file: file ?? was ?? null, capture, shares, by, message });
    });
    const meeting = ports.merger.takeMeeting(room);
    if (!oid || !taken) return null;
    await letGo(room, taken, oid);
    ports.news.publish({ kind: "committed", path, commit: oid });
    if (meeting) ports.news.publish({ kind: "met", path, commits: [meeting.outside, oid], talks: meeting.talks });
    return oid;
  }

  /** It is in history, whatever the log says now: one that cannot be written lets go of the text at the next save. */
  async function letGo(room: LiveRoom, saved: Capture, commit: Oid): Promise<void> {
    try {
      await room.settle(saved, commit);
    } catch (cause) {
      ports.trouble(room.identity.path, cause);
    }
  }

  /** Saves in the page's turn, with a hold on the room so that it stays loaded until it is done. */
  async function saveNow(room: LiveRoom): Promise<void> {
    await ports.holding.held(room.identity.id, async (held) => {
      const now = ports.clock.now();
      // Its turn may come late, when it has been told to wait.
      if (now < hushedUntil && !closed) wait(held, now, now);
      else await commit(held, null);
    });
  }

  function wait(room: LiveRoom, since: number, due: number, typed = since): void {
    if (closed) return;
    const entry = waiting.get(room.identity.id);
    if (entry && entry.timer.at <= due) {
      entry.since = since;
      entry.due = due;
      return;
    }
    entry?.timer.cancel();
    waiting.set(room.identity.id, { room, since, due, typed: entry?.typed ?? typed, timer: timerTo(room, due) });
  }

  function timerTo(room: LiveRoom, at: number): Waiting["timer"] {
    const ms = Math.max(at, hushedUntil) - ports.clock.now();
    return { at, cancel: ports.clock.after(Math.max(0, ms), () => timeIsUp(room)) };
  }

  function timeIsUp(room: LiveRoom): void {
    const entry = waiting.get(room.identity.id);
    if (entry && Math.max(entry.due, hushedUntil) > ports.clock.now()) {
      entry.timer = timerTo(room, entry.due);
      return;
    }
    waiting.delete(room.identity.id);
    saveNow(room).catch((cause: unknown) => {
      ports.trouble(room.identity.path, cause);
      const now = ports.clock.now();
      if (!waiting.has(room.identity.id)) wait(room, now, now + times.retryMs, entry?.typed);
    });
  }

  function stopWaiting(room: LiveRoom): void {
    waiting.get(room.identity.id)?.timer.cancel();
    waiting.delete(room.identity.id);
  }

  return {
    commit,
    async bringInLine(room, file) {
      await ports.merger.reconcile(room, file);
      if (ports.merger.hasMet(room)) await commit(room, null);
    },
    edited(room) {
      const now = ports.clock.now();
      const since = waiting.get(room.identity.id)?.since ?? now;
      wait(room, since, Math.min(now + times.quietMs, since + times.maxMs));
    },
    left(room) {
      const now = ports.clock.now();
      if (room.unsettled()) wait(room, now, now + times.leftMs);
    },
    hush(until) {
      hushedUntil = until;
      if (until > 0) return;
      for (const entry of waiting.values()) {
        entry.timer.cancel();
        entry.timer = timerTo(entry.room, entry.due);
      }
    },
    waitingSince() {
      const all = [...waiting.values()].map((entry) => entry.typed);
      return all.length === 0 ? null : Math.min(...all);
    },
    async close() {
      closed = true;
      const rooms = [...waiting.values()].map((entry) => entry.room);
      for (const room of rooms) stopWaiting(room);
      const saves = await Promise.allSettled(rooms.map(saveNow));
      for (const [index, save] of saves.entries()) {
        if (save.status === "rejected") ports.trouble(rooms[index]?.identity.path ?? "", save.reason);
      }
      await Promise.allSettled(running);
    },
  };
}
