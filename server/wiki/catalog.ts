import { toRoomText } from "../text/endings.ts";
import { parseEvent } from "../text/event.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import { type EventDay, eventDay, newestFirst } from "./event-date.ts";
import { decode } from "./page-file.ts";
import type { Clock, Oid, Trees } from "./ports.ts";
import { type KnownSpeakers, type SpeakerIndex, type SpokenPage, saySame, speakerIndex } from "./speakers.ts";
import type { EventEntry, Folder, PageEntry } from "./wiki.ts";

/** Blobs read and parsed at a time, so that a large wiki's first listing leaves room for others. */
const AT_ONCE = 64;

/** How often it is looked whether the speakers that are known are still those of the newest commit, ms. */
const LOOK_AGAIN_MS = 5000;

/** What is in the wiki at its newest commit: derived from git, kept by blob, and made again when thrown away. */
export interface Catalog {
  pages(): Promise<readonly PageEntry[]>;
  /** Newest first. @param isLive whether somebody is writing in a page now. */
  events(isLive: (path: PagePath) => boolean): Promise<readonly EventEntry[]>;
  /** Null where there is no such folder. */
  folder(path: string): Promise<Folder | null>;
  /** Who speaks in the wiki. */
  speakers(): Promise<SpeakerIndex>;
  /** The same as far as it is known, without waiting: some seconds old, and null before the first time is through. */
  knownSpeakers(): KnownSpeakers | null;
}

interface Facts extends Omit<PageEntry, "path"> {
  readonly given: SpokenPage["given"];
}

interface Listing {
  readonly head: Oid;
  readonly pages: readonly PageEntry[];
  readonly spoken: readonly SpokenPage[];
}

export function createCatalog(trees: Trees, clock: Pick<Clock, "now">): Catalog {
  /** Facts of the blobs of the newest listing; what is in no page any more is let go with the next one. */
  let facts = new Map<Oid, Facts>();
  let listing: Promise<Listing> | null = null;
  let listed: Oid | null = null;
  /** Made at `since`, and true of every commit up to `listing`'s. */
  let speaking: { readonly since: Oid; readonly spoken: readonly SpokenPage[]; readonly index: SpeakerIndex } | null =
    null;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function factsOf(blob: Oid): Promise<Facts> {
    const known = facts.get(blob);
    if (known) return known;
    const event = parseEvent(toRoomText(decode(await trees.blob(blob)).text));
    const given = event.talks.flatMap(({ slug, title, speakers: named, within }) => {
      const speakers = [...named, ...within.flatMap((talk) => talk.speakers)];
      return speakers.length === 0 ? [] : [{ slug, title, speakers }];
    });
    return { title: event.title, date: event.dates[0] ?? null, talks: event.talks.length, given };
  }

  async function list(head: Oid): Promise<Listing> {
    const files = [...(await trees.files(head))].flatMap(([file, blob]) => {
      const path = file.endsWith(".md") ? parsePagePath(file) : null;
      return path ? [{ path, blob }] : [];
    });
    const kept = new Map<Oid, Facts>();
    const pages: PageEntry[] = [];
    const spoken: SpokenPage[] = [];
    for (let start = 0; start < files.length; start += AT_ONCE) {
      const part = files.slice(start, start + AT_ONCE);
      const found = await Promise.all(part.map(({ blob }) => factsOf(blob)));
      for (const [index, { path, blob }] of part.entries()) {
        const page = found[index];
        if (!page) continue;
        kept.set(blob, page);
        const { given, ...entry } = { ...page, path, title: page.title || fileName(path) };
        pages.push(entry);
        if (given.length > 0) spoken.push({ path, title: entry.title, date: entry.date, given });
      }
    }
    facts = kept;
    pages.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { head, pages, spoken };
  }

  async function newest(): Promise<Listing | null> {
    const head = await trees.head();
    if (!head) return null;
    if (listed !== head || !listing) {
      listed = head;
      listing = list(head);
      listing.catch(() => {
        listed = null;
      });
    }
    return listing;
  }

  async function pages(): Promise<readonly PageEntry[]> {
    return (await newest())?.pages ?? [];
  }

  async function speakers(): Promise<SpeakerIndex> {
    const found = await newest();
    if (!found) return speakerIndex([]);
    const { head: since, spoken } = found;
    if (!speaking || !saySame(speaking.spoken, spoken)) speaking = { since, spoken, index: speakerIndex(spoken) };
    return speaking.index;
  }

  return {
    pages,
    speakers,
    knownSpeakers() {
      if (clock.now() - lookedAt >= LOOK_AGAIN_MS) {
        lookedAt = clock.now();
        // What stands in the way is met again, and told, by whoever asks for the listing itself.
        speakers().catch(() => {});
      }
      return speaking && { version: speaking.since, index: speaking.index };
    },
    async events(isLive) {
      const found = (await pages()).flatMap((page) => eventOf(page) ?? []);
      return newestFirst(found).map(({ day, ...event }) => ({
        ...event,
        day: day?.label ?? null,
        live: isLive(event.path),
      }));
    },
    async folder(path) {
      const head = await trees.head();
      if (!head) return path === "" ? { folders: [], pages: [], files: [] } : null;
      const prefix = path === "" ? "" : `${path}/`;
      const folders = new Set<string>();
      const names: string[] = [];
      for (const file of (await trees.files(head)).keys()) {
        if (!file.startsWith(prefix)) continue;
        const [name = "", ...below] = file.slice(prefix.length).split("/");
        if (below.length > 0) folders.add(name);
        else names.push(name);
      }
      if (path !== "" && folders.size === 0 && names.length === 0) return null;
      const here = (await pages()).filter((page) => folderOf(page.path) === path);
      return {
        folders: [...folders].sort(),
        pages: here,
        files: names.filter((name) => !name.endsWith(".md")).sort(),
      };
    },
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");
}

type DatedEvent = Omit<EventEntry, "day" | "live"> & { readonly day: EventDay | null };

/** A page under `events/YYYY/` or `events/YYYY/MM/` that is no folder's index; null for any other. */
function eventOf(page: PageEntry): DatedEvent | null {
  const match = /^events\/(\d{4})\/(?:(\d{2})\/)?(?!.*\/?index\.md$)/.exec(page.path);
  if (!match) return null;
  const day = page.date === null ? null : eventDay(page.date);
  return { ...page, year: Number(match[1]), month: match[2] ? Number(match[2]) : (day?.first.month ?? null), day };
}
