import type { PagePath } from "../text/page-path.ts";
import { creditsOf, messageOf } from "./credits.ts";
import type { Merger } from "./merger.ts";
import type { Newsroom } from "./news.ts";
import { bytesOf, pageFileAt } from "./page-file.ts";
import type { Capture, Clock, Commits, LiveDocs, LiveRoom, Oid, Person, Trees } from "./ports.ts";
import type { Turns } from "./turns.ts";

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
   */
  commit(room: LiveRoom, by: Person | null, message?: string): Promise<Oid | null>;
  /** The room changed: it is saved after quiet or the longest wait, whichever is first. */
  edited(room: LiveRoom): void;
  /** The last writer left: it is saved soon. */
  left(room: LiveRoom): void;
  /** Saves every page that is not saved, and no more by itself from then on. */
  close(): Promise<void>;
}

export interface SaverPorts {
  readonly trees: Trees;
  readonly commits: Commits;
  readonly docs: LiveDocs;
  readonly merger: Merger;
  readonly turns: Turns;
  readonly news: Newsroom;
  readonly clock: Clock;
  /** Hears why a save that nobody waits for was refused. */
  readonly trouble: (path: string, cause: unknown) => void;
}

interface Waiting {
  /** When the first change that is not saved came. */
  readonly since: number;
  readonly room: LiveRoom;
  cancel: () => void;
}

export function createSaver(ports: SaverPorts, times: SaveTimes): Saver {
  const waiting = new Map<string, Waiting>();
  const running = new Set<Promise<unknown>>();
  let closed = false;

  function commit(room: LiveRoom, by: Person | null, message?: string): Promise<Oid | null> {
    stopWaiting(room.identity.path);
    const save = commitLiveText(room, by, message);
    running.add(save);
    return save.finally(() => running.delete(save));
  }

  async function commitLiveText(room: LiveRoom, by: Person | null, message?: string): Promise<Oid | null> {
    const { path } = room.identity;
    let taken: Capture | null = null;
    const oid = await ports.commits.commit(async (head) => {
      taken = null;
      const file = head ? await pageFileAt(ports.trees, head, path) : null;
      await ports.merger.reconcile(room, file);
      const capture = room.capture();
      if (head && capture.text === (file?.text ?? room.baseText())) {
        if (room.unsettled()) await room.settle(capture, head);
        return null;
      }
      await room.stage(capture);
      taken = capture;
      return {
        files: new Map([[path, bytesOf(capture.text, file)]]),
        ...creditsOf(capture.authors, by),
        message: messageOf(file?.text ?? "", capture.text, message),
      };
    });
    if (!oid || !taken) return null;
    await room.settle(taken, oid);
    ports.news.publish({ kind: "committed", path: path as PagePath, commit: oid });
    return oid;
  }

  /** Saves in the page's turn, with a hold on the room so that it stays loaded until it is done. */
  async function saveNow(room: LiveRoom): Promise<void> {
    const { id, path } = room.identity;
    await ports.turns.take(path, async () => {
      const lease = await ports.docs.open(id);
      try {
        await commit(lease.room, null);
      } finally {
        lease.release();
      }
    });
  }

  function wait(room: LiveRoom, since: number, ms: number): void {
    const { path } = room.identity;
    stopWaiting(path);
    if (closed) return;
    const cancel = ports.clock.after(ms, () => {
      waiting.delete(path);
      saveNow(room).catch((cause: unknown) => {
        ports.trouble(path, cause);
        if (!waiting.has(path)) wait(room, ports.clock.now(), times.retryMs);
      });
    });
    waiting.set(path, { since, room, cancel });
  }

  function stopWaiting(path: string): void {
    waiting.get(path)?.cancel();
    waiting.delete(path);
  }

  return {
    commit,
    edited(room) {
      const now = ports.clock.now();
      const since = waiting.get(room.identity.path)?.since ?? now;
      wait(room, since, Math.max(0, Math.min(times.quietMs, since + times.maxMs - now)));
    },
    left(room) {
      if (room.unsettled()) wait(room, ports.clock.now(), times.leftMs);
    },
    async close() {
      closed = true;
      const rooms = [...waiting.values()].map((entry) => entry.room);
      for (const room of rooms) stopWaiting(room.identity.path);
      const saves = await Promise.allSettled(rooms.map(saveNow));
      for (const [index, save] of saves.entries()) {
        if (save.status === "rejected") ports.trouble(rooms[index]?.identity.path ?? "", save.reason);
      }
      await Promise.allSettled(running);
    },
  };
}
