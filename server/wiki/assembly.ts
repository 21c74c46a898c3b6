import { WikiError } from "../errors.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import { previewsIn } from "../text/previews.ts";
import { createBlaming } from "./blaming.ts";
import { createCatalog } from "./catalog.ts";
import { createChronicle } from "./chronicle.ts";
import { createHolding } from "./holding.ts";
import type { Join, LiveDocs, LiveLease, LiveRoom, Presence } from "./live-ports.ts";
import { createMerger } from "./merger.ts";
import { createNewsroom } from "./news.ts";
import { writingIn } from "./occupied.ts";
import { mustBeText, mustFit, type PageFile, pageFileAt } from "./page-file.ts";
import { createPictures } from "./pictures.ts";
import type { Blames, Clock, Commits, Log, Oid, Trees } from "./ports.ts";
import { createPushing, type Pushing } from "./pushing.ts";
import { recover } from "./recovery.ts";
import { createRelocation } from "./relocation.ts";
import { createRenames } from "./renames.ts";
import { createSaver, type SaveTimes } from "./saver.ts";
import { createSubmissions } from "./submissions.ts";
import { createTurns } from "./turns.ts";
import { createUndoing } from "./undoing.ts";
import { createWatch, noteOwn } from "./watch.ts";
import type { Page, Wiki } from "./wiki.ts";

/** Pages that one page may show; what it names beyond is a link. */
const MAX_INCLUDES = 100;

export interface WikiPorts {
  readonly repository: Trees & Commits & Log & Blames;
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
  enter(doc: { readonly id: string }): Promise<LiveLease>;
  /** Somebody came into a page's room, left it, or turned to another talk. Any string is taken; one that is no page's says nothing. */
  peopleChanged(path: string): void;
  /** Commits what a crash left uncommitted; gives the paths. */
  recover(): Promise<string[]>;
  readonly pushing: Pushing;
  /** When the oldest text that waits for its commit came, ms of the clock; null where none waits. */
  uncommittedSince(): number | null;
  /** Brings open rooms in line with git now: others have committed. */
  look(): Promise<void>;
  /** Commits what is uncommitted, and saves nothing by itself from then on. */
  close(): Promise<void>;
}

export function createWiki(ports: WikiPorts, settings: WikiSettings): RunningWiki {
  const { docs, repository, clock, trouble } = ports;
  const trees: Trees = repository;
  const log: Log = repository;
  const commits = noteOwn(repository);
  const turns = createTurns();
  const news = createNewsroom();
  const merger = createMerger({ trees, log });
  const renames = createRenames({ trees, log });
  const holding = createHolding({ docs, trees, turns, news, renames });
  const saver = createSaver({ trees, commits, merger, holding, news, clock, trouble }, settings);
  const submissions = createSubmissions({ trees, commits, docs, log, saver, turns, news, join: ports.join });
  const pages = { trees, commits, log, docs, turns, holding, renames, saver, news };
  const relocation = createRelocation({ ...pages, merger, join: ports.join });
  const watch = createWatch({ ...pages, clock, own: commits, trouble });
  watch.start();
  const catalog = createCatalog(trees, clock);
  const chronicle = createChronicle({ trees, log, renames });
  /** Sets this process's count of a room's changes apart from that of the one before it. */
  const started = clock.now().toString(36);

  docs.watch({
    edited(room) {
      saver.edited(room);
      news.publish({ kind: "edited", path: room.identity.path as PagePath });
    },
    left: (room) => saver.left(room),
    trouble: (room) => tellOfDisk(room, false),
    eased: (room) => tellOfDisk(room, true),
  });

  function tellOfDisk(room: LiveRoom, writable: boolean): void {
    news.publish({ kind: "disk", path: room.identity.path as PagePath, writable });
  }

  async function newest(path: PagePath): Promise<PageFile | null> {
    const head = await trees.head();
    return head ? pageFileAt(trees, head, path) : null;
  }

  /** Before somebody comes in. A hall that comes at once finds the room in line after the first. */
  async function bringUpToDate(room: LiveRoom): Promise<void> {
    const path = room.identity.path as PagePath;
    const head = await trees.head();
    const blob = head ? (await trees.files(head)).get(path) : undefined;
    if (!merger.isInLine(room, blob)) await saver.bringInLine(room, head ? await pageFileAt(trees, head, path) : null);
  }

  async function writable(path: PagePath): Promise<PageFile> {
    const file = await newest(path);
    if (!file) throw new WikiError("not-found", "There is no page at this address.", { path });
    mustBeText(file, path);
    mustFit(file, path, settings.maxTextBytes);
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

  /** A page that somebody renamed to `path` with git has a room: it comes here before a second one is made. */
  async function carryHere(path: PagePath): Promise<void> {
    for (const before of await renames.before(path)) {
      const doc = docs.find(before);
      if (doc) await holding.held(doc.id, async () => {});
    }
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
    speakers: () => catalog.speakers(),
    knownSpeakers: () => catalog.knownSpeakers(),
    events: () => {
      const occupied = new Set(ports.presence().map((room) => room.path));
      return catalog.events((path) => occupied.has(path));
    },
    async includes(of) {
      const texts = new Map<PagePath, string>();
      const named = new Set(previewsIn(of.text).flatMap(({ path }) => path ?? []));
      for (const path of [...named].slice(0, MAX_INCLUDES)) {
        const included = await page(path);
        if (included) texts.set(path, included.text);
      }
      return texts;
    },
    async room(path) {
      const file = await writable(path);
      if (!docs.find(path)) await carryHere(path);
      const doc = await docs.identify(path, file);
      return doc.name;
    },
    async save(path, by, message) {
      const room = docs.loaded(path);
      const commit = room && (await holding.held(room.identity.id, (held) => saver.commit(held, by, message)));
      return { commit: commit ?? (await chronicle.lastTouch(path)) };
    },
    submit: (path, save) => submissions.submit(path, save),
    create: (created) => submissions.create(created),
    ...relocation,
    undo: createUndoing({ trees, log, submit: submissions.submit }),
    ...createPictures({ trees, commits }),
    async rescue(name, state, by) {
      const located = docs.locate(name);
      if (located.kind === "unknown") throw new WikiError("not-found", "There is no such room.");
      return holding.held(located.identity.id, async (room) => {
        const path = room.identity.path as PagePath;
        // What has begun anew while it was opened is found out by its name.
        const now = docs.locate(name);
        if (now.kind !== "stale") return { path, room: room.name };
        const { epoch } = now;
        await docs.rescue(room, { epoch, state, author: by, limit: settings.maxTextBytes });
        return { path, room: room.name };
      });
    },
    ...chronicle,
    blame: createBlaming({ trees, log, blames: repository, maxBytes: settings.maxTextBytes }),
    resolve: (name) => trees.resolve(name),
    writing(path) {
      const occupied = ports.presence().filter((occupancy) => path === undefined || occupancy.path === path);
      return occupied.flatMap((occupancy) => writingIn(occupancy, docs));
    },
    head: () => trees.head(),
    loaded: () => docs.all().length,
    follow: (path, listener) => news.follow(path, listener),
    uncommittedSince: saver.waitingSince,
    enter({ id }) {
      return holding.held(id, async (room) => {
        await bringUpToDate(room);
        return docs.open(id);
      });
    },
    peopleChanged(raw) {
      const path = parsePagePath(raw);
      if (path) news.publish({ kind: "people", path });
    },
    pushing: createPushing({ docs, holding, saver, watch, clock, trouble }),
    look: () => watch.look(),
    recover: () => recover({ docs, holding, saver }, trouble),
    close() {
      watch.close();
      return saver.close();
    },
  };
}
