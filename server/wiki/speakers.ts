import type { PagePath } from "../text/page-path.ts";
import type { Speaker } from "../text/speakers.ts";
import { newestFirst } from "./event-date.ts";

/** A talk that somebody gave. */
export interface GivenTalk {
  readonly path: PagePath;
  /** The event's title. */
  readonly event: string;
  /** The event's first date line as written; null where there is none. */
  readonly date: string | null;
  readonly slug: string;
  readonly title: string;
}

/** Somebody who spoke, as the pages name them. */
export interface SpeakerEntry {
  /** Tells people apart: the handle in lower case, without one the name. Stays as it is while pages name them so. */
  readonly key: string;
  readonly name: string;
  /** With its `@`; null where no page gives one. */
  readonly handle: string | null;
  /** Newest first. */
  readonly talks: readonly GivenTalk[];
}

/** A page's part of the index: its talks that have speakers. */
export interface SpokenPage {
  readonly path: PagePath;
  readonly title: string;
  readonly date: string | null;
  readonly given: readonly { readonly slug: string; readonly title: string; readonly speakers: readonly Speaker[] }[];
}

/** Who speaks in the wiki, by name. */
export interface SpeakerIndex {
  readonly all: readonly SpeakerEntry[];
  /** Null for somebody no page names, and for a site alone. */
  find(speaker: Pick<Speaker, "name" | "handle">): SpeakerEntry | null;
}

/** Who speaks, as far as it is known. */
export interface KnownSpeakers {
  /** Another one when anything in the index is another; part of an ETag. */
  readonly version: string;
  readonly index: SpeakerIndex;
}

interface Draft {
  name: string;
  handle: string | null;
  readonly talks: Map<string, GivenTalk>;
}

/**
 * Puts together what the pages say of their speakers. A handle is one person's; a name without a handle belongs to the one
 * handle that it is written with elsewhere, and to nobody's where there are two.
 */
export function speakerIndex(pages: readonly SpokenPage[]): SpeakerIndex {
  const handleOf = handlesByName(pages);
  const keyOf = ({ name, handle }: Pick<Speaker, "name" | "handle">): string | null => {
    if (handle !== null) return handleKey(handle);
    if (name === null) return null;
    return handleOf.get(nameKey(name)) ?? nameKey(name);
  };
  const drafts = new Map<string, Draft>();
  for (const page of newestFirst(pages)) {
    for (const { slug, title, speakers } of page.given) {
      const talk = { path: page.path, event: page.title, date: page.date, slug, title };
      for (const speaker of speakers) {
        const key = keyOf(speaker);
        if (key !== null) note(drafts, key, speaker, talk);
      }
    }
  }
  const entries = new Map(
    [...drafts].map(([key, { talks, ...who }]) => [key, { ...who, key, talks: [...talks.values()] }]),
  );
  return {
    all: [...entries.values()].sort(byName),
    find(speaker) {
      const key = keyOf(speaker);
      return (key !== null && entries.get(key)) || null;
    },
  };
}

function note(drafts: Map<string, Draft>, key: string, { name, handle }: Speaker, talk: GivenTalk): void {
  const draft = drafts.get(key) ?? { name: "", handle: null, talks: new Map<string, GivenTalk>() };
  // The newest page that says it is believed.
  draft.name ||= name ?? "";
  draft.handle ??= handle;
  draft.talks.set(`${talk.path}#${talk.slug}`, talk);
  drafts.set(key, draft);
}

/** Whether two listings say the same of who spoke. Costs little where most pages are the same objects in both. */
export function saySame(some: readonly SpokenPage[], others: readonly SpokenPage[]): boolean {
  return (
    some.length === others.length &&
    some.every((page, index) => {
      const other = others[index];
      if (!other || page.path !== other.path || page.title !== other.title || page.date !== other.date) return false;
      return page.given === other.given || JSON.stringify(page.given) === JSON.stringify(other.given);
    })
  );
}

/** Name -> the key of the only handle it is written with. */
function handlesByName(pages: readonly SpokenPage[]): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { name, handle } of pages.flatMap(({ given }) => given.flatMap(({ speakers }) => speakers))) {
    if (name === null || handle === null) continue;
    const handles = found.get(nameKey(name)) ?? new Set<string>();
    found.set(nameKey(name), handles.add(handleKey(handle)));
  }
  return new Map([...found].flatMap(([name, [only, ...more]]) => (only && more.length === 0 ? [[name, only]] : [])));
}

function handleKey(handle: string): string {
  return handle.normalize("NFKC").toLowerCase();
}

/** Never a handle's: those begin with `@`. */
function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");
}

const collator = new Intl.Collator("en", { sensitivity: "base" });

function byName(a: SpeakerEntry, b: SpeakerEntry): number {
  return collator.compare(shownName(a), shownName(b)) || (a.key < b.key ? -1 : 1);
}

/** What somebody is called where there is no name. */
export function shownName({ name, handle }: Pick<SpeakerEntry, "name" | "handle">): string {
  return name || handle?.replace(/^@/, "") || "";
}
