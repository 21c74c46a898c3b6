import { type PagePath, pageAddress } from "../../text/page-path.ts";
import type { Speaker } from "../../text/speakers.ts";
import { type GivenTalk, type SpeakerEntry, type SpeakerIndex, shownName } from "../../wiki/speakers.ts";
import { counted, countedInWords, sentence } from "./words.ts";

/** Everybody who speaks in the wiki, for `/-/speakers`. */
export interface SpeakersModel {
  readonly intro: string;
  readonly people: readonly {
    /** The place on the page, for links to somebody. */
    readonly id: string;
    readonly name: string;
    readonly handle: string | null;
    readonly talks: readonly {
      readonly href: string;
      readonly title: string;
      readonly event: string;
      readonly date: string | null;
    }[];
  }[];
}

/** A talk's way to what its speaker gave elsewhere. */
export interface OtherTalks {
  /** Whose; null where the talk has one speaker. */
  readonly name: string | null;
  /** "2 other talks" */
  readonly words: string;
  readonly href: string;
}

export function speakersAddress(entry: SpeakerEntry): string {
  return `/-/speakers#${encodeURIComponent(placeOf(entry))}`;
}

export function speakersModel({ all }: SpeakerIndex): SpeakersModel {
  return {
    intro: introOf(all),
    people: all.map((entry) => ({
      id: placeOf(entry),
      name: shownName(entry),
      handle: entry.name === "" ? null : entry.handle,
      talks: entry.talks.map((talk) => ({
        href: `${pageAddress(talk.path)}#${encodeURIComponent(talk.slug)}`,
        title: talk.title,
        event: talk.event,
        date: talk.date,
      })),
    })),
  };
}

/** What the speakers of a talk gave beside it, in this wiki; nothing for who gave nothing else. */
export function otherTalksOf(
  speakers: readonly Speaker[],
  here: { readonly path: PagePath; readonly slug: string },
  index: SpeakerIndex | null,
): readonly OtherTalks[] {
  const found = [...new Set(speakers.map((speaker) => index?.find(speaker) ?? null))];
  return found.flatMap((entry) => {
    const others = entry?.talks.filter((talk) => !isHere(talk, here)).length ?? 0;
    if (entry === null || others === 0) return [];
    const words = counted(others, "other talk");
    return [{ name: speakers.length > 1 ? shownName(entry) : null, words, href: speakersAddress(entry) }];
  });
}

function isHere(talk: GivenTalk, { path, slug }: { readonly path: PagePath; readonly slug: string }): boolean {
  return talk.path === path && talk.slug === slug;
}

function placeOf({ key }: SpeakerEntry): string {
  return `who-${key.replace(/\s+/g, "-")}`;
}

function introOf(all: readonly SpeakerEntry[]): string {
  if (all.length === 0) return "No page names a speaker yet: a line with a name under a talk's title does.";
  const talks = new Set(all.flatMap((entry) => entry.talks.map(({ path, slug }) => `${path}#${slug}`)));
  return `${sentence(countedInWords(all.length, "speaker"))}, ${counted(talks.size, "talk")}, as the pages name them.`;
}
