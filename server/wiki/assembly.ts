import { WikiError } from "../errors.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import { previewsIn } from "../text/previews.ts";
import { createCatalog } from "./catalog.ts";
import { createChronicle } from "./chronicle.ts";
import { createMerger } from "./merger.ts";
import { createNewsroom } from "./news.ts";
import { mustBeText, type PageFile, pageFileAt } from "./page-file.ts";
import type {
  Clock,
  Commits,
  Join,
  LiveDocs,
  LiveLease,
  LiveRoom,
  Log,
  Occupancy,
  Oid,
  Presence,
  Trees,
} from "./ports.ts";
import { recover } from "./recovery.ts";
import { createSaver, type SaveTimes } from "./saver.ts";
import { createSubmissions } from "./submissions.ts";
import { createTurns } from "./turns.ts";
import type { Page, Wiki, Writing } from "./wiki.ts";

export interface WikiPorts {
  readonly repository: Trees & Commits & Log;
  readonly docs: LiveDocs;
  readonly join: Join;
  readonly presence: Presence;
  readonly clock: Clock;
  /** Hears why something went wrong that nobody waits for. */
  readonly trouble: (path: string, cause: unknown) => void;
}

export interface WikiSettings extends SaveTimes {
  /** Largest text that is edited, in bytes. */
  readonly maxTextBytes: number;
}

/** The wiki, and what only the process's edge and the live door need of it. */
export interface RunningWiki extends Wiki {
  /** A hold on a document's room, in line with git, for somebody who comes to write. */
  enter(doc: { readonly id: string; readonly path: string }): Promise<LiveLease>;
  /** Commits what a crash left uncommitted; gives the paths. */
  recover(): Promise<string[]>;
  /** Commits what is uncommitted, and saves nothing by itself from then on. */
  close(): Promise<void>;
}

export function createWiki(ports: WikiPorts, settings: WikiSettings): RunningWiki {
  const { docs, repository, clock, trouble } = ports;
  const trees: Trees = repository;
  const log: Log = repository;
  const commits: Commits = repository;
  const turns = createTurns();
  const news = createNewsroom();
  const merger = createMerger({ trees, log });
  const saver = createSaver({ trees, commits, docs, merger, turns, news, clock, trouble }, settings);
  const submissions = createSubmissions({ trees, commits, docs, merger, saver, turns, news, join: ports.join });
  const catalog = createCatalog(trees);
  const chronicle = createChronicle({ trees, log });
  /** Sets this process's count of a room's changes apart from that of the one before it. */
  const started = clock.now().toString(36);

  docs.watch({
    edited(room) {
      saver.edited(room);
      news.publish({ kind: "edited", path: room.identity.path as PagePath });
    },
    left: (room) => saver.left(room),
  });

  async function newest(path: PagePath): Promise<PageFile | null> {
    const head = await trees.head();
    return head ? pageFileAt(trees, head, path) : null;
  }

  async function writable(path: PagePath): Promise<PageFile> {
    const file = await newest(path);
    if (!file) throw new WikiError("not-found", "There is no page at this address.", { path });
    mustBeText(file, path);
    if (file.raw.length > settings.maxTextBytes) {
      const message = "This page is too large to be edited here; a clone of the notes can still change it.";
      throw new WikiError("too-large", message, { path, limit: settings.maxTextBytes });
    }
    return file;
  }

  async function page(path: PagePath, at?: Oid): Promise<Page | null> {
    const file = at === undefined ? await newest(path) : await pageFileAt(trees, at, path);
    if (!file) return null;
    const room = at === undefined ? docs.loaded(path) : null;
    const live = room !== null && room.text() !== room.baseText();
    return {
      path,
      text: live ? room.text() : file.text,
      commit: file.commit,
      blob: file.blob,
      live,
      version: live ? `${room.name}.${started}.${room.revision()}` : file.blob,
      editable: file.utf8,
    };
  }

  async function newestCommitOf(path: PagePath): Promise<Oid | null> {
    const [commit] = await log.commits({ path, limit: 1 });
    return commit?.oid ?? null;
  }

  return {
    page,
    async file(path, at) {
      const commit = at ?? (await trees.head());
      const oid = commit ? (await trees.files(commit)).get(path) : undefined;
      return oid === undefined ? null : { oid, bytes: await trees.blob(oid) };
    },
    folder: (path) => catalog.folder(path),
    pages: () => catalog.pages(),
    events: () => {
      const occupied = new Set(ports.presence().map((room) => room.path));
      return catalog.events((path) => occupied.has(path));
    },
    async includes(of) {
      const texts = new Map<PagePath, string>();
      for (const { path } of previewsIn(of.text)) {
        const named = path && !texts.has(path) ? await page(path) : null;
        if (named) texts.set(named.path, named.text);
      }
      return texts;
    },
    async room(path) {
      const file = await writable(path);
      const doc = await docs.identify(path, file);
      return doc.name;
    },
    save(path, by, message) {
      return turns.take(path, async () => {
        const room = docs.loaded(path);
        const commit = room ? await holding(docs, room, (held) => saver.commit(held, by, message)) : null;
        return { commit: commit ?? (await newestCommitOf(path)) };
      });
    },
    submit: (path, save) => submissions.submit(path, save),
    create: (created) => submissions.create(created),
    saves: (query) => chronicle.saves(query),
    change: (oid) => chronicle.change(oid),
    resolve: (name) => trees.resolve(name),
    writing: () => ports.presence().flatMap((occupancy) => writingIn(occupancy, docs)),
    head: () => trees.head(),
    follow: (path, listener) => news.follow(path, listener),
    enter({ id, path }) {
      return turns.take(path, async () => {
        const lease = await docs.open(id);
        try {
          const named = parsePagePath(path);
          await merger.reconcile(lease.room, named ? await newest(named) : null);
          return lease;
        } catch (cause) {
          lease.release();
          throw cause;
        }
      });
    },
    recover: () => recover({ docs, trees, turns, saver }, trouble),
    close: () => saver.close(),
  };
}

/** Runs with a hold on the room, so that it stays loaded. */
async function holding<T>(docs: LiveDocs, room: LiveRoom, run: (held: LiveRoom) => Promise<T>): Promise<T> {
  const lease = await docs.open(room.identity.id);
  try {
    return await run(lease.room);
  } finally {
    lease.release();
  }
}

/** What readers are told of a room with people in it: an entry for each talk they are in. None where it has just gone. */
function writingIn(occupancy: Occupancy, docs: LiveDocs): Writing[] {
  const path = parsePagePath(occupancy.path);
  const room = docs.loaded(occupancy.path);
  if (!path || !room) return [];
  const event = parseEvent(room.text());
  const talks = new Map(occupancy.people.map((person) => [person.talk, talkBySlug(event, person.talk ?? "")]));
  return [...new Set(talks.values())].map((talk) => ({
    path,
    title: event.title || path,
    talk: talk?.title ?? null,
    talkSlug: talk?.slug ?? null,
    since: occupancy.since,
    people: occupancy.people
      .filter((person) => talks.get(person.talk) === talk)
      .map(({ name, slot, again }) => ({ name, slot, again })),
  }));
}
