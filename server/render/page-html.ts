/** An event's page as the reader's view needs it: the parts of the event, each as safe HTML. */
import { parseEvent, type Speaker, type Talk } from "../text/event.ts";
import { isUncut, parseSlides } from "../text/slides.ts";
import { escapeHtml } from "./highlight.ts";
import { addParts, type Part, type PlacedPart, partsHtml, partsIn, partsOf } from "./parts.ts";
import { newRendering } from "./previews.ts";
import type { Fragment, Place, Rendering } from "./rendering.ts";
import type { RenderContext } from "./scope.ts";
import { byHtml, titleHtml } from "./words.ts";

export interface TalkHtml {
  /** The id the view gives the talk; links in the page lead there. */
  readonly slug: string;
  /** Plain text. */
  readonly title: string;
  /** The title with its code and emphasis, without links. */
  readonly titleHtml: string;
  readonly speakers: readonly Speaker[];
  /** The speaker line as written, handles marked and sites linked; "" where there is none. */
  readonly byHtml: string;
  /** The notes. Headings in them are h3 or deeper. */
  readonly html: string;
  /** The day it stands under; null where the page has none above it. */
  readonly day: string | null;
  /** Nothing is written yet below title and speaker line. */
  readonly empty: boolean;
}

export interface PageHtml {
  /** Plain text; "" where the page has no heading. */
  readonly title: string;
  readonly dates: readonly string[];
  /** What stands between the dates and the first talk; all of a page without talks. Headings are h2 or deeper. */
  readonly introHtml: string;
  readonly talks: readonly TalkHtml[];
  /** Its deck is one slide, which its titles would cut into more. */
  readonly uncut: boolean;
}

/** The page's title is the view's h1, a talk's its h2. */
const INTRO_PLACE: Place = { floor: 2, rank: 2 };
const TALK_PLACE: Place = { floor: 3, rank: 3 };

/** A talk whose pieces are added and not yet written. */
interface PlacedTalk {
  readonly talk: Talk;
  readonly title: Fragment;
  readonly by: Fragment | null;
  readonly notes: readonly PlacedPart[];
  readonly oldId: string | null;
}

/** The page's parts. Total, and linear in the text within the bounds of `limits.ts`. */
export function pageHtml(text: string, context: RenderContext): PageHtml {
  const event = parseEvent(text);
  const slides = parseSlides(text);
  const parts = partsOf(slides);
  const rendering = newRendering(context, false);
  const intro = addParts(rendering, text, partsIn(text, parts, event.intro), INTRO_PLACE);
  const talks = event.talks.map((talk) => placeTalk(rendering, text, parts, talk));
  rendering.settle();
  const { title, dates } = event;
  const introHtml = partsHtml(rendering, intro);
  const shown = talks.map((talk) => talkHtml(rendering, talk));
  const uncut = isUncut(text, slides, { from: 0, to: text.length });
  return { title, dates, introHtml, talks: shown, uncut };
}

function placeTalk(rendering: Rendering, text: string, parts: readonly Part[], talk: Talk): PlacedTalk {
  const oldId = rendering.scope.outline.talk(talk.title, talk.slug);
  const title = rendering.addWords(text.slice(talk.words.from, talk.words.to));
  const line = talk.speakerLine;
  const by = line === null ? null : rendering.addWords(text.slice(line.from, line.to));
  const notes = partsIn(text, parts, { from: talk.notesFrom, to: talk.to });
  return { talk, title, by, notes: addParts(rendering, text, notes, TALK_PLACE), oldId };
}

function talkHtml(rendering: Rendering, { talk, title, by, notes, oldId }: PlacedTalk): TalkHtml {
  const { slug, speakers, day } = talk;
  const words = { titleHtml: titleHtml(rendering, title), byHtml: by === null ? "" : byHtml(rendering, by, talk) };
  const html = partsHtml(rendering, notes);
  return {
    slug,
    title: talk.title,
    speakers,
    ...words,
    html: oldAnchor(oldId) + html,
    day,
    // A speaker line may have a footnote.
    empty: notes.length === 0 && html === "",
  };
}

/** Where an address of the old form (`#Golden_Ticket`) lands. */
function oldAnchor(id: string | null): string {
  return id === null ? "" : `<span id="${escapeHtml(id)}"></span>`;
}
