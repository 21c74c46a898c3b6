import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { type DataFolder, takeDataFolder } from "./data-folder.ts";
import { openLmdbLog } from "./docs/lmdb-log.ts";
import { joinTexts } from "./docs/page-doc.ts";
import { createRooms } from "./docs/rooms.ts";
import { openNotes } from "./first-start.ts";
import { createArchives } from "./git/archive.ts";
import type { Gate } from "./git/gate.ts";
import { createNamed, type Named } from "./git/named.ts";
import { createReceiving } from "./git/receive.ts";
import type { Repository } from "./git/repo.ts";
import { createUpload, createUploadGate } from "./git/smart-http.ts";
import { createApp } from "./http/app.ts";
import type { GitDoor, PushDoor } from "./http/deps.ts";
import { isOwnOrigin } from "./http/origin.ts";
import { viewerFromCookie } from "./http/viewer.ts";
import { openLeadsFile } from "./leads-file.ts";
import { listen, stopListening } from "./listening.ts";
import type { Viewer } from "./live/connection.ts";
import { createRoster } from "./live/roster.ts";
import { openLiveDoor } from "./live/upgrade.ts";
import { remoteOf, startMirroring } from "./mirroring.ts";
import { createPictures } from "./pictures/pictures.ts";
import type { PagePath } from "./text/page-path.ts";
import { createTokens } from "./tokens-file.ts";
import { counted, createTallies, createVitals, isFailedSave, type Tally } from "./vitals.ts";
import { createWiki, type RunningWiki } from "./wiki/assembly.ts";
import type { Mirror } from "./wiki/mirror.ts";
import type { Clock } from "./wiki/ports.ts";
import { createPresenting } from "./wiki/presenting.ts";
import { pushedNames } from "./wiki/pushed-names.ts";

/** Largest text that is edited here, bytes. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** Largest push, unpacked, bytes. */
const MAX_PUSH_BYTES = 100 * 1024 * 1024;

/** How long an idle room stays in memory: a reader who comes back after a look elsewhere finds it loaded. */
const ROOM_IDLE_MS = 30_000;

/** After the last writer has left, a page is saved this much later: a reload is not a leaving. */
const LEFT_MS = 2000;

/** A save that was refused is tried again after this long. */
const RETRY_MS = 5000;

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Stops taking requests, closes the sockets, commits what is uncommitted, and lets the data folder go. */
  close(): Promise<void>;
}

/**
 * The composition root: every part is made here and given what it needs.
 *
 * @throws WikiError with one line to show, where the folder, the repository or the port cannot be had.
 */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const address = await remoteOf(config);
  const folder = await takeDataFolder(config.data);
  const undo: (() => Promise<unknown>)[] = [() => folder.release()];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const repository = await openNotes(folder.notes, folder.index, config, (message) => log.warn(message));
    undo.push(() => repository.close());
    const tallies = createTallies();
    let writable = true;
    const store = openLmdbLog(folder.live, (refusal) => {
      writable = refusal === null;
      if (refusal) log.error({ err: refusal }, "the live store takes nothing: what is typed waits in memory");
      else log.warn("the live store takes what is typed again");
    });
    undo.push(() => store.close());
    const rooms = createRooms({ log: store, idleMs: ROOM_IDLE_MS });
    undo.push(() => rooms.close());
    let mirror: Mirror | null = null;
    // After the wiki: what it commits at its end is sent too.
    undo.push(async () => mirror?.close());

    const places = createUploadGate();
    const roster = createRoster(clock.now, (path) => wiki.peopleChanged(path), rooms.pathOf);
    const wiki: RunningWiki = createWiki(
      {
        repository: { ...repository, commit: counted(repository.commit, tallies.saves, isFailedSave) },
        docs: rooms,
        join: joinTexts,
        presence: () => roster.rooms(),
        clock,
        trouble: (path, cause) => log.error({ err: cause, path }, "a page could not be saved"),
      },
      {
        quietMs: config.commitQuietMs,
        maxMs: config.commitMaxMs,
        leftMs: LEFT_MS,
        retryMs: RETRY_MS,
        maxTextBytes: MAX_TEXT_BYTES,
      },
    );
    undo.push(() => wiki.close());
    const recovered = await wiki.recover();
    if (recovered.length > 0) log.warn({ pages: recovered }, "committed what the last run left uncommitted");

    const leads = await openLeadsFile(folder.leads);
    undo.push(() => leads.close());
    const moves = (path: PagePath, moved: (to: PagePath) => void) =>
      wiki.follow(path, (news) => news.kind === "moved" && moved(news.to));

    const named = createNamed(folder.notes);
    const push = await pushDoor({ config, folder, repository, wiki, named, pushes: tallies.pushes });
    if (address) {
      const limits = { push: MAX_PUSH_BYTES, file: config.pictureBytes, text: MAX_TEXT_BYTES };
      const parts = { config, folder, repository, wiki, named: named.changed, limits, clock, log };
      mirror = await startMirroring(address, parts);
    }
    const app = createApp({
      wiki,
      git: gitDoor(folder.notes, places, tallies.fetches),
      archives: createArchives(folder.notes),
      push,
      remote: mirror,
      named: named.now,
      aside: named.aside,
      vitals: createVitals({
        ...{ wiki, rooms, roster, tallies, clock, mirror },
        fetching: places.load,
        writable: () => writable,
      }),
      presenting: createPresenting({ clock, moves, kept: leads.kept, keep: leads.keep }),
      built: config.built,
      sessions: { secret: folder.secret, guestNumber: folder.guestNumber },
      log,
      maxTextBytes: MAX_TEXT_BYTES,
      pictures: createPictures(folder.pictures),
      maxPictureBytes: config.pictureBytes,
    });
    const server = createServer(app);
    const door = openLiveDoor(server, {
      locate: (name) => rooms.locate(name),
      enter: async ({ id }) => {
        // The wiki brings the room in line with git; the door then takes a hold of its own on it.
        const lease = await wiki.enter({ id });
        try {
          return await rooms.open(id);
        } finally {
          lease.release();
        }
      },
      viewer: liveViewer(folder),
      ownOrigin: (request) => isOwnOrigin(request.headers),
      roster,
      maxTextBytes: MAX_TEXT_BYTES,
      log,
    });
    undo.push(
      () => stopListening(server),
      () => door.close(),
    );
    return { url: await listen(server, config), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

function gitDoor(dir: string, gate: Gate, tally: Tally): GitDoor {
  const upload = counted(createUpload({ gate }), tally);
  return { upload: (exchange) => upload({ dir, service: "git-upload-pack", ...exchange }) };
}

/** How a push comes in: past the tokens, after the wiki has put its house in order, and back to the wiki. */
async function pushDoor(parts: {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly repository: Repository;
  readonly wiki: RunningWiki;
  readonly named: Named;
  readonly pushes: Tally;
}): Promise<PushDoor> {
  const { config, folder, repository, named } = parts;
  const { pushing } = parts.wiki;
  const receiving = await createReceiving({
    dir: folder.notes,
    lock: repository.lock,
    rules: pushedNames,
    limits: { push: MAX_PUSH_BYTES, file: config.pictureBytes },
    arrived: pushing.arrived,
    moved() {
      repository.moved();
      named.changed();
    },
    ended: pushing.ended,
  });
  return {
    mode: config.push,
    nameOf: createTokens(folder.tokens).nameOf,
    async advertisement() {
      await pushing.showing();
      return receiving.advertisement();
    },
    receive: counted(receiving.receive, parts.pushes),
  };
}

/** Who is behind a WebSocket: the cookie's person, or a new guest. */
function liveViewer(folder: DataFolder): (request: IncomingMessage) => Promise<Viewer> {
  const fromCookie = viewerFromCookie(folder.secret);
  return async (request) => {
    const known = fromCookie(request.headers.cookie);
    if (known) return known;
    const id = randomBytes(8).toString("hex");
    const name = `Guest ${await folder.guestNumber()}`;
    return { id, person: { name, email: `guest-${id.slice(0, 8)}@plenary.invalid` } };
  };
}
