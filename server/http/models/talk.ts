import type { TalkHtml } from "../../render/page-html.ts";
import { SHOWN_FACES, writingWords } from "../../text/names.ts";
import type { PagePath } from "../../text/page-path.ts";
import type { SpeakerIndex } from "../../wiki/speakers.ts";
import type { Writing } from "../../wiki/wiki.ts";
import { editAddress, historyAddress, slidesAddress } from "./addresses.ts";
import { linkedHeadings } from "./headings.ts";
import { type Faces, writersOf } from "./people.ts";
import { type OtherTalks, otherTalksOf } from "./speakers.ts";

/** What one can do with a page or a talk; null for what one cannot. */
export interface Acts {
  readonly edit: string | null;
  readonly slides: string | null;
  /** A page's slides cut at titles, where they would be one slide without; a talk is offered them on its deck. */
  readonly cutSlides: string | null;
  readonly history: string | null;
  /** Who wrote each line of it; of a talk it is told on its page's. */
  readonly blame: string | null;
  /** What changed between an old version and now. */
  readonly diff: string | null;
}

/** A talk as the `talk` partial draws it. */
export interface TalkModel {
  readonly slug: string;
  readonly title: string;
  readonly titleHtml: string;
  /** The title may be wrapped in a link: it holds none of its own. */
  readonly linked: boolean;
  readonly by: string;
  readonly byHtml: string;
  /** What its speakers gave beside it. */
  readonly others: readonly OtherTalks[];
  readonly html: string;
  readonly empty: boolean;
  /** Heads a new day; null where the day goes on. */
  readonly day: string | null;
  readonly acts: Acts;
  readonly now: NowModel | null;
  /** For the list at the side: "3 writing". */
  readonly live: string | null;
}

/** Who writes now, as the `now` partial says it. */
export interface NowModel {
  readonly people: Faces;
  readonly who: string;
  readonly verb: string;
  readonly what: string;
  readonly href: string | null;
  readonly join: string;
}

/** The page the talks are of: where it lies, what can be done with it, and who is in its rooms. */
export interface TalkPlace {
  readonly path: PagePath;
  readonly acts: Acts;
  readonly noun: "talk" | "part";
  readonly writing: readonly Writing[];
  /** Null where nobody knows it yet. */
  readonly speakers: SpeakerIndex | null;
}

/** The talks of a page, each with what can be done with it. */
export function talkModels(talks: readonly TalkHtml[], place: TalkPlace): readonly TalkModel[] {
  return talks.map((talk, index) => {
    const newDay = talk.day !== (talks[index - 1]?.day ?? null);
    return talkModel(talk, newDay ? talk.day : null, place);
  });
}

function talkModel(talk: TalkHtml, day: string | null, place: TalkPlace): TalkModel {
  const { path, acts, noun, writing } = place;
  const edit = acts.edit === null ? null : editAddress(path, talk.slug);
  const rooms = writing.filter((room) => room.talkSlug === talk.slug);
  const people = rooms.flatMap((room) => room.people);
  const now = nowOf(rooms, `this ${noun}`, edit);
  return {
    slug: talk.slug,
    title: talk.title,
    titleHtml: talk.titleHtml,
    linked: !talk.titleHtml.includes("<a "),
    by: talk.speakers.map((speaker) => speaker.name ?? speaker.handle ?? speaker.site ?? "").join(", "),
    byHtml: talk.byHtml,
    others: otherTalksOf(talk.speakers, { path, slug: talk.slug }, place.speakers),
    html: linkedHeadings(talk.html),
    empty: talk.empty,
    day,
    acts: {
      edit,
      slides: acts.slides === null ? null : slidesAddress(path, talk.slug),
      cutSlides: null,
      history: acts.history === null ? null : historyAddress(path, { talk: talk.slug }),
      blame: null,
      diff: null,
    },
    now,
    live: people.length === 0 ? null : `${people.length} writing`,
  };
}

/** Who writes now, in a sentence; null where nobody does. The browser writes the same when it is told (client/viewer/now.ts). */
export function nowOf(rooms: readonly Writing[], what: string, href: string | null): NowModel | null {
  const people = rooms.flatMap((room) => room.people);
  const words = writingWords(people.map(({ name }) => name));
  return words && { people: writersOf(people.slice(0, SHOWN_FACES)), ...words, what, href };
}
