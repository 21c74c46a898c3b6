import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { joinTexts } from "../../server/docs/page-doc.ts";
import { createRooms, type Lease, type Rooms } from "../../server/docs/rooms.ts";
import type { DocStore, LogAuthor } from "../../server/docs/update-log.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import { createWiki, type RunningWiki } from "../../server/wiki/assembly.ts";
import type { Occupancy } from "../../server/wiki/live-ports.ts";
import type { Clock } from "../../server/wiki/ports.ts";
import { applyTo } from "./apply.ts";
import { createMemoryRepository, type MemoryRepository } from "./memory-repository.ts";

/** A clock that stands until it is moved. */
export interface HandClock extends Clock {
  /** Moves on, running what falls due in its order, and lets what was started come to rest. */
  move(ms: number): Promise<void>;
}

export function createHandClock(): HandClock {
  let time = 1_000_000;
  let due: { at: number; run: () => void }[] = [];
  return {
    now: () => time,
    after(ms, run) {
      const entry = { at: time + ms, run };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    async move(ms) {
      const end = time + ms;
      for (;;) {
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        time = next.at;
        next.run();
        await rest();
      }
      time = end;
      await rest();
    },
  };
}

/** Lets every promise that is not waiting for a disk or a timer come to its end. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The wiki's rules on a repository and a log in memory. */
export interface TestWiki {
  readonly wiki: RunningWiki;
  readonly repository: MemoryRepository;
  readonly log: DocStore;
  readonly rooms: Rooms;
  readonly clock: HandClock;
  readonly troubles: { path: string; cause: unknown }[];
  people: Occupancy[];
  /** The same repository and log in a new process: what was only in memory is gone. */
  restart(): TestWiki;
}

export const TIMES = { quietMs: 10_000, maxMs: 60_000, leftMs: 2000, retryMs: 5000 };

export function createTestWiki(
  files: Readonly<Record<string, string>>,
  kept?: Pick<TestWiki, "repository" | "log">,
): TestWiki {
  const repository = kept?.repository ?? createMemoryRepository(files);
  const log = kept?.log ?? createMemoryLog();
  const rooms = createRooms({ log, idleMs: 3_600_000 });
  const clock = createHandClock();
  const troubles: TestWiki["troubles"] = [];
  const made = { people: [] as Occupancy[] };
  const wiki = createWiki(
    {
      repository,
      docs: rooms,
      join: joinTexts,
      presence: () => made.people,
      clock,
      trouble: (path, cause) => troubles.push({ path, cause }),
    },
    { ...TIMES, maxTextBytes: 1024 * 1024 },
  );
  const restart = (): TestWiki => {
    repository.crash();
    return createTestWiki({}, { repository, log });
  };
  return Object.assign(made, { wiki, repository, log, rooms, clock, troubles, restart });
}

/** Somebody in a page's room with a document of their own, as a browser has. */
export interface Hand {
  readonly doc: Y.Doc;
  text(): string;
  type(at: number, insert: string): void;
  erase(at: number, count: number): void;
  leave(): void;
  /** The line is cut, as by a server that has died: nothing more is heard here or there. */
  cut(): void;
}

export async function takeHand(of: TestWiki, path: PagePath, author: LogAuthor, doc = new Y.Doc()): Promise<Hand> {
  // A page that was deleted has a room still, to which no page leads.
  const name = of.rooms.find(path)?.name ?? (await of.wiki.room(path));
  const located = of.rooms.locate(name);
  if (located.kind !== "room") throw new Error(`no room ${name}`);
  (await of.wiki.enter(located.identity)).release();
  const lease: Lease = await of.rooms.open(located.identity.id);
  const me = {};
  const content = doc.getText("content");
  Y.applyUpdate(doc, lease.room.live.state(), "room");
  applyTo(lease.room, Y.encodeStateAsUpdate(doc, lease.room.live.stateVector()), author, me);
  const unlisten = lease.room.listen({
    updated(updates, from) {
      if (from !== me) for (const update of updates) Y.applyUpdate(doc, update, "room");
    },
  });
  const send = (update: Uint8Array, origin: unknown): void => {
    if (origin !== "room") applyTo(lease.room, update, author, me);
  };
  doc.on("update", send);
  const cut = (): void => {
    unlisten();
    doc.off("update", send);
  };
  return {
    doc,
    text: () => content.toString(),
    type: (at, insert) => content.insert(at, insert),
    erase: (at, count) => content.delete(at, count),
    leave() {
      cut();
      lease.release();
    },
    cut,
  };
}
