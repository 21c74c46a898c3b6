/** A page as a deck: its slides in columns, each rendered on its own by the renderer of pages. */
import type { Token } from "markdown-it";
import { type EventFile, parseEvent, type Talk, talkAt, talkBySlug } from "../text/event.ts";
import type { Range } from "../text/lines.ts";
import { parseSlides, type Slide } from "../text/slides.ts";
import { unindented } from "./parts.ts";
import { newRendering } from "./previews.ts";
import type { Fragment, Rendering } from "./rendering.ts";
import type { RenderContext } from "./scope.ts";
import { type SlideAttributes, slideAttributes } from "./slide-comments.ts";
import { linkSites } from "./words.ts";

export interface SlideHtml {
  /**
   * The same as long as the slide is the nth of its talk: `golden-ticket`, `golden-ticket.2`; before the first talk
   * `.1`, `.2`. Unique in the deck.
   */
  readonly id: string;
  /** What is shown. Headings keep their levels. */
  readonly html: string;
  /** Speaker notes; "" where there are none. */
  readonly notesHtml: string;
  /** Slug of the talk it belongs to, the first that begins on it or else the one that goes on; null before the first. */
  readonly talk: string | null;
  readonly attributes: SlideAttributes;
}

export interface DeckHtml {
  readonly columns: readonly { readonly slides: readonly SlideHtml[] }[];
  /** The page's title, or that of the one talk; plain text. */
  readonly title: string;
}

/** The deck's title is its h1 for those who hear it; slides keep the tags they are written with, ranked below it. */
const FLOOR = 1;
const RANK = 2;

/** A slide whose pieces are added and not yet written. */
interface PlacedSlide {
  readonly id: string;
  readonly talk: string | null;
  /** Where the body starts in the text. */
  readonly from: number;
  readonly body: Fragment;
  readonly notes: readonly Fragment[];
  /** The talks that begin on it. */
  readonly begun: readonly Talk[];
}

/**
 * The deck of a page, cut into columns and slides as its text is; of one talk where `talk` names one of the page's. A
 * page without anything to show is one empty slide. Total, and linear in the text within the bounds of `limits.ts`.
 */
export function deckHtml(text: string, context: RenderContext, options: { readonly talk?: string } = {}): DeckHtml {
  const event = parseEvent(text);
  const only = options.talk === undefined ? null : talkBySlug(event, options.talk);
  const deck = new Deck(text, event, newRendering(context, true));
  const columns = parseSlides(text).map((column) => column.flatMap((slide) => deck.place(slide, only)));
  deck.rendering.settle();
  const shown = columns.filter((slides) => slides.length > 0);
  return {
    columns: shown.map((slides) => ({ slides: slides.map((slide) => deck.html(slide)) })),
    title: only?.title ?? event.title,
  };
}

/** A deck while it is put together. */
class Deck {
  readonly rendering: Rendering;
  readonly #text: string;
  readonly #event: EventFile;
  /** Slides so far of each talk, by slug; "" before the first talk. */
  readonly #counts = new Map<string, number>();
  #nextTalk = 0;
  #begins = true;

  constructor(text: string, event: EventFile, rendering: Rendering) {
    this.rendering = rendering;
    this.#text = text;
    this.#event = event;
    for (const talk of event.talks) rendering.scope.outline.talk(talk.title, talk.slug);
  }

  /** Adds the slide, or of it what belongs to the one talk; nothing to show where that is nothing. */
  place(slide: Slide, only: Talk | null): PlacedSlide[] {
    const begun = this.#begunUntil(slide.to);
    const range = only === null ? slide : clipped(slide, only);
    if (range === null) {
      // Definitions count in the whole page, wherever they are written.
      this.#add(slide).tokens.length = 0;
      return [];
    }
    const own = only === null ? begun : begun.filter((talk) => talk === only);
    const talk = (only ?? own[0] ?? talkAt(this.#event, slide.from))?.slug ?? null;
    const body = clipped(slide.body, range) ?? { from: range.from, to: range.from };
    const notes = slide.notes.flatMap((note) => clipped(note, range) ?? []);
    return [
      {
        id: this.#nextId(talk),
        talk,
        from: body.from,
        body: this.#add(body),
        notes: notes.map((note) => this.#add(note)),
        begun: own,
      },
    ];
  }

  /** The settled slide. */
  html(slide: PlacedSlide): SlideHtml {
    for (const talk of slide.begun) this.#markTalk(slide, talk);
    return {
      id: slide.id,
      html: this.rendering.html(slide.body),
      notesHtml: slide.notes.map((note) => this.rendering.html(note)).join(""),
      talk: slide.talk,
      attributes: slideAttributes(slide.body.tokens, this.rendering.scope.context.path),
    };
  }

  #add(range: Range): Fragment {
    const source = this.#text.slice(range.from, range.to);
    const rank = this.#begins ? RANK : null;
    this.#begins = false;
    return this.rendering.add(unindented(source), { floor: FLOOR, rank });
  }

  /** The talks not yet passed whose title lies before the offset. */
  #begunUntil(offset: number): Talk[] {
    const first = this.#nextTalk;
    while ((this.#event.talks[this.#nextTalk]?.from ?? offset) < offset) this.#nextTalk++;
    return this.#event.talks.slice(first, this.#nextTalk);
  }

  #nextId(talk: string | null): string {
    const count = (this.#counts.get(talk ?? "") ?? 0) + 1;
    this.#counts.set(talk ?? "", count);
    return talk !== null && count === 1 ? talk : `${talk ?? ""}.${count}`;
  }

  /** Gives a title that is not the slide's first an id to land on, and its speaker line the look's class. */
  #markTalk({ body, from, id }: PlacedSlide, talk: Talk): void {
    const title = this.#blockAt(body.tokens, from, talk.from, "heading_open");
    if (id !== talk.slug) title?.open.attrSet("id", talk.slug);
    const line = talk.speakerLine;
    const by = line === null ? null : this.#blockAt(body.tokens, from, line.from, "paragraph_open");
    by?.open.attrSet("class", "slide__by");
    if (by !== null) linkSites([by.words], talk);
  }

  /** The block that starts in the line of the offset, and its words. */
  #blockAt(tokens: readonly Token[], from: number, offset: number, type: string): { open: Token; words: Token } | null {
    const line = this.#text.slice(from, offset).split("\n").length - 1;
    const at = tokens.findIndex((token) => token.type === type && token.level === 0 && token.map?.[0] === line);
    const open = tokens[at];
    const words = tokens[at + 1];
    return open === undefined || words === undefined ? null : { open, words };
  }
}

function clipped(part: Range, range: Range): Range | null {
  const from = Math.max(part.from, range.from);
  const to = Math.min(part.to, range.to);
  return from < to || (part.from === part.to && from === to) ? { from, to } : null;
}
