import { type EventFile, talkBySlug } from "../../text/event.ts";
import type { PagePath } from "../../text/page-path.ts";
import {
  type AskedCut,
  downloadAddress,
  editAddress,
  followAddress,
  presentAddress,
  printAddress,
  readAddress,
  slidesAddress,
  speakerAddress,
} from "./addresses.ts";

/** A deck rendered: what `deckHtml` returns, as far as it is shown. */
export interface DeckHtml {
  readonly title: string;
  readonly columns: readonly { readonly slides: readonly SlideHtml[] }[];
  /** It is one slide, which its titles would cut into more. */
  readonly uncut: boolean;
}

export interface SlideHtml {
  readonly id: string;
  readonly html: string;
  /** "" where the slide has no notes. */
  readonly notesHtml: string;
  /** Slug of the talk it belongs to; null before the first. */
  readonly talk: string | null;
  /** What its `.slide:` comment sets, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** One slide at a time, all slides one below the other for the printer, or slides with notes for who speaks. */
export type DeckView = "screen" | "print" | "speaker";

/** Our themes of a deck; without one the colours are those of the reader's machine. */
export type DeckTheme = "light" | "dark" | "contrast";

export interface DeckParts {
  readonly path: PagePath;
  /** Slug of the one talk that is shown; null for the whole page. */
  readonly talk: string | null;
  readonly event: EventFile;
  readonly deck: DeckHtml;
  /** What it is shown on. */
  readonly view: DeckView;
  /** `theme:` of the page's front matter, as written; "" where there is none. */
  readonly theme: string;
  /** Where the address asks it to be cut; without, it is cut as the page says. */
  readonly cut?: AskedCut | undefined;
}

export interface DeckModel {
  /** Of the talk, or of the page. */
  readonly title: string;
  readonly page: string;
  readonly edit: string;
  readonly screen: string;
  readonly print: string;
  readonly speaker: string;
  readonly download: string;
  /** Where to hear of edits and of the presenter; null on paper. */
  readonly follow: string | null;
  /** The same deck cut otherwise: at its titles where it is one slide, as it is written where it is cut at them. */
  readonly otherCut: { readonly href: string; readonly words: string } | null;
  readonly present: string;
  readonly theme: DeckTheme | null;
  readonly view: DeckView;
  /** The view is for paper. */
  readonly paper: boolean;
  /** Two windows of one browser that name the same channel show the same deck. */
  readonly channel: string;
  readonly columns: readonly ColumnModel[];
}

interface ColumnModel {
  /** More than one slide, one below the other. */
  readonly stack: boolean;
  readonly slides: readonly SlideModel[];
}

interface SlideModel {
  readonly id: string;
  /** Its number in reading order, from 1. */
  readonly number: number;
  readonly total: number;
  readonly html: string;
  readonly notesHtml: string;
  /** The page's title, in the slide's foot. */
  readonly event: string;
  /** Title of its talk, in the foot; "" where the slide itself opens with it, and before the first talk. */
  readonly talk: string;
  /** Where one writes on it. */
  readonly edit: string;
  readonly className: string;
  /** Everything but the class. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** A deck for the screen, for paper, or for its speaker. */
export function deckModel({ path, talk, event, deck, view, theme, cut }: DeckParts): DeckModel {
  const asked = talk ?? undefined;
  const total = deck.columns.reduce((sum, { slides }) => sum + slides.length, 0);
  const name = event.title || (path.split("/").at(-1) ?? path);
  const opened = new Set<string>();
  let number = 0;

  const slideModel = (slide: SlideHtml): SlideModel => {
    number += 1;
    const opens = slide.talk === null || !opened.has(slide.talk);
    if (slide.talk !== null) opened.add(slide.talk);
    const { class: className = "", ...attributes } = slide.attributes;
    return {
      id: slide.id,
      number,
      total,
      html: slide.html,
      notesHtml: slide.notesHtml,
      event: name,
      talk: opens || slide.talk === null ? "" : (talkBySlug(event, slide.talk)?.title ?? ""),
      edit: editAddress(path, slide.talk ?? asked),
      className,
      attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, value })),
    };
  };

  return {
    title: (talk === null ? null : talkBySlug(event, talk)?.title) ?? name,
    page: talk === null ? readAddress(path) : `${readAddress(path)}#${encodeURIComponent(talk)}`,
    edit: editAddress(path, asked),
    screen: slidesAddress(path, asked, cut),
    print: printAddress(path, asked, cut),
    speaker: speakerAddress(path, asked, cut),
    download: downloadAddress(path, asked, cut),
    follow: view === "print" ? null : `${followAddress(path)}?slides`,
    otherCut: otherCutOf(deck, cut, (asAsked) =>
      (view === "print" ? printAddress : slidesAddress)(path, asked, asAsked),
    ),
    present: presentAddress(path),
    theme: themeOf(theme),
    view,
    paper: view === "print",
    channel: JSON.stringify(["plenary deck", path, talk, ...(cut === undefined ? [] : [cut])]),
    columns: deck.columns.map(({ slides }) => ({ stack: slides.length > 1, slides: slides.map(slideModel) })),
  };
}

function otherCutOf(
  { uncut }: DeckHtml,
  cut: AskedCut | undefined,
  address: (cut?: AskedCut) => string,
): DeckModel["otherCut"] {
  if (cut !== undefined) return { href: address(), words: "Cut as written" };
  return uncut ? { href: address("headings"), words: "Cut at headings" } : null;
}

/** The theme that a page asks for, in any of its usual names; null where it asks for none of ours. */
export function themeOf(setting: string): DeckTheme | null {
  const name = setting.toLowerCase().replaceAll(/[\s_-]+/g, "");
  if (name === "light" || name === "white") return "light";
  if (name === "dark" || name === "black") return "dark";
  return name === "contrast" || name === "highcontrast" ? "contrast" : null;
}
