/** A page as a deck: its slides in columns, each rendered on its own by the renderer of pages. */
import type { Token } from "markdown-it";
import { AT_HEADINGS } from "../text/deck-settings.ts";
import { type EventFile, parseEvent, type Talk, talkAt, talkBySlug } from "../text/event.ts";
import type { Range } from "../text/lines.ts";
import { isUncut, parseSlides, type Slide } from "../text/slides.ts";
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
  /** It is one slide, which its titles would cut into more. */
  readonly uncut: boolean;
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
 * The deck of a page, cut into columns and slides as its text is, or as the context says; of one talk where `talk` names
 * one of the page's. A page without anything to show is one empty slide. Total, and linear in the text within the bounds of `limits.ts`.
 */
export function deckHtml(text: string, context: RenderContext, options: { readonly talk?: string } = {}): DeckHtml {
  const event = parseEvent(text);
  const only = options.talk === undefined ? null : talkBySlug(event, options.talk);
  const deck = new Deck(text, event, newRendering(context, true));
  const cut = context.cut === undefined ? undefined : AT_HEADINGS;
  const slides = parseSlides(text, cut);
  const columns = slides.map((column) => column.flatMap((slide) => deck.place(slide, only)));
  deck.rendering.settle();
  const shown = columns.filter((slides) => slides.length > 0);
  return {
    columns: shown.map((slides) => ({ slides: slides.map((slide) => deck.html(slide)) })),
    title: only?.title ?? event.title,
    uncut: cut === undefined && isUncut(text, slides, only ?? { from: 0, to: text.length }),
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
    this.#markTalks(slide);
    return {
      id: slide.id,
      html: this.#written([slide.body]),
      notesHtml: this.#written(slide.notes),
      talk: slide.talk,
      attributes: slideAttributes(slide.body.tokens, this.rendering.scope.context.path),
    };
  }

  /** With the footnotes that these fragments refer to. */
  #written(fragments: readonly Fragment[]): string {
    return fragments.map((fragment) => this.rendering.html(fragment)).join("") + this.rendering.footnotesHtml();
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

  /** Gives titles that are not the slide's first an id to land on, and speaker lines the look's class. */
  #markTalks({ body, from, id, begun }: PlacedSlide): void {
    const blocks = begun.length === 0 ? new Map<number, Token[]>() : blocksByLine(body.tokens);
    const lineOf = lineCounter(this.#text, from);
    for (const talk of begun) {
      const [title] = blocks.get(lineOf(talk.from)) ?? [];
      if (id !== talk.slug) title?.attrSet("id", talk.slug);
      if (talk.speakerLine === null) continue;
      const [paragraph, words] = blocks.get(lineOf(talk.speakerLine.from)) ?? [];
      if (paragraph?.type !== "paragraph_open" || words === undefined) continue;
      paragraph.attrSet("class", "slide__by");
      linkSites([words], talk);
    }
  }
}

/** Headings and paragraphs, each its opening and its words, by the line they start in. */
function blocksByLine(tokens: readonly Token[]): Map<number, Token[]> {
  const blocks = new Map<number, Token[]>();
  for (const [at, token] of tokens.entries()) {
    const line = token.level === 0 && /^(?:heading|paragraph)_open$/.test(token.type) ? token.map?.[0] : undefined;
    if (line !== undefined) blocks.set(line, tokens.slice(at, at + 2));
  }
  return blocks;
}

/** The line of an offset, counted from another; offsets must come in order. */
function lineCounter(text: string, from: number): (offset: number) => number {
  let at = from;
  let line = 0;
  return (offset) => {
    line += text.slice(at, offset).split("\n").length - 1;
    at = offset;
    return line;
  };
}

function clipped(part: Range, range: Range): Range | null {
  const from = Math.max(part.from, range.from);
  const to = Math.min(part.to, range.to);
  return from < to || (part.from === part.to && from === to) ? { from, to } : null;
}
