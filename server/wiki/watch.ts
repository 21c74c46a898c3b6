import type { PagePath } from "../text/page-path.ts";
import type { Holding } from "./holding.ts";
import type { LiveDocs, LiveRoom } from "./live-ports.ts";
import type { Newsroom } from "./news.ts";
import { pageFileAt } from "./page-file.ts";
import type { Clock, Commits, Log, Oid, Trees } from "./ports.ts";
import type { Renames } from "./renames.ts";
import type { Saver } from "./saver.ts";
import type { Turns } from "./turns.ts";

/** How often git is asked whether somebody else has committed, ms. One small file is read. */
const EVERY_MS = 1000;

/** Commits of our own that are remembered: far more than can be made between two looks. */
const MOST_OWN = 1000;

/** Which commits the wiki itself has made. */
export interface OwnCommits {
  /** Of a chain the last counts. False for one that was made long ago. */
  has(oid: Oid): boolean;
}

/** Remembers what is committed through it. */
export function noteOwn(commits: Commits): Commits & OwnCommits {
  const own = new Set<Oid>();
  return {
    async commit(draft) {
      const oid = await commits.commit(draft);
      if (oid) own.add(oid);
      for (const oldest of own) {
        if (own.size <= MOST_OWN) break;
        own.delete(oldest);
      }
      return oid;
    },
    has: (oid) => own.has(oid),
  };
}

/** A page that was deleted may have come back and gone again, to another path, between two looks. */
function standingOf(room: LiveRoom, head: Oid): string {
  return room.gone ? `gone at ${head}` : room.baseCommit();
}

/** Sees commits that others make with git while pages are open, and brings these in line. */
export interface Watch {
  start(): void;
  /** Looks now: git has something new. Resolves when the rooms that it concerns are known, not when they have it. */
  look(): Promise<void>;
  close(): void;
}

export interface WatchPorts {
  readonly trees: Trees;
  readonly log: Log;
  readonly docs: LiveDocs;
  readonly turns: Turns;
  readonly holding: Holding;
  readonly renames: Renames;
  readonly saver: Saver;
  readonly news: Newsroom;
  readonly clock: Clock;
  readonly own: OwnCommits;
  readonly trouble: (path: string, cause: unknown) => void;
}

/** How a page stands in git and in its room. What differs from the last time is looked at closer. */
interface Standing {
  /** Null where it is not there. */
  readonly blob: Oid | null;
  /** "" without a room. Else it says what the room was last brought in line with: it may have been taken back in git since. */
  readonly room: string;
}

export function createWatch(ports: WatchPorts): Watch {
  const { trees, docs, news, clock, trouble } = ports;
  /** How each watched page stood when it was last looked at. */
  const known = new Map<string, Standing>();
  let stop = (): void => {};
  let closed = false;
  let looking: Promise<void> = Promise.resolve();

  /** One at a time: each goes on from what the one before it saw. */
  function lookInTurn(): Promise<void> {
    looking = looking.then(look).catch((cause: unknown) => trouble("", cause));
    return looking;
  }

  function later(): void {
    if (closed) return;
    stop = clock.after(EVERY_MS, () => {
      void lookInTurn().finally(later);
    });
  }

  async function look(): Promise<void> {
    const rooms = new Map(docs.all().map((room) => [room.identity.path, room]));
    const paths = new Set([...rooms.keys(), ...news.followed()]);
    for (const path of known.keys()) if (!paths.has(path)) known.delete(path);
    const head = paths.size > 0 ? await trees.head() : null;
    if (head === null) return;
    const files = await trees.files(head);
    for (const path of paths) {
      const room = rooms.get(path);
      const now = { blob: files.get(path) ?? null, room: room ? standingOf(room, head) : "" };
      const before = known.get(path) ?? (await firstStanding(now, room));
      known.set(path, now);
      if (before.blob === now.blob && before.room === now.room) continue;
      // Not waited for: a page whose disk is stuck keeps none of the others.
      changed(path as PagePath, before.blob !== now.blob).catch((cause: unknown) => trouble(path, cause));
    }
  }

  /** A room may have been loaded before a commit that came since; who only follows a page has read it as it is. */
  async function firstStanding(now: Standing, room: LiveRoom | undefined): Promise<Standing> {
    if (!room) return now;
    const files = await trees.files(room.baseCommit());
    return { ...now, blob: files.get(room.identity.path) ?? null, room: "" };
  }

  /** @param inGit the page is another one in git, and not only its room. */
  async function changed(path: PagePath, inGit: boolean): Promise<void> {
    const doc = docs.find(path);
    if (doc) {
      await ports.holding.held(doc.id, async (room) => {
        const head = await trees.head();
        if (head) await ports.saver.bringInLine(room, await pageFileAt(trees, head, room.identity.path));
      });
    }
    // In the page's turn, so that a commit of our own is known to be ours by now.
    if (inGit) await ports.turns.take(path, () => tell(path, doc !== null && docs.find(path) === null));
  }

  /**
   * Tells of what others did. What the wiki does itself is told by whoever does it.
   *
   * @param carried the page's room has followed a rename, and told of it.
   */
  async function tell(path: PagePath, carried: boolean): Promise<void> {
    const [newest] = await ports.log.commits({ path, limit: 1 });
    if (!newest || ports.own.has(newest.oid)) return;
    const removed = newest.changes.some((change) => change.path === path && change.after === null);
    if (!removed) return news.publish({ kind: "pushed", path, commit: newest.oid });
    if (carried) return;
    const rename = docs.find(path) ? null : await ports.renames.after(path);
    if (rename) news.publish({ kind: "moved", path, ...rename });
    else news.publish({ kind: "deleted", path, commit: newest.oid });
  }

  return {
    start: later,
    look: lookInTurn,
    close() {
      closed = true;
      stop();
    },
  };
}
