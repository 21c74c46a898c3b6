/** The slides of a talk, each by its first words. Pure. */
import { type Cut, cutOf, RULES } from "../../server/text/deck-settings.ts";
import { frontMatterOf } from "../../server/text/front-matter.ts";
import { plainText } from "../../server/text/plain-text.ts";
import { isOneSlide, parseSlides } from "../../server/text/slides.ts";

/** One slide of the open talk, in offsets of the editor's text. */
export interface OutlineSlide {
  readonly words: string;
  readonly from: number;
  readonly to: number;
}

const LONGEST = 32;
/** Signs before an item's words: list marks, TODO, quotes, hashes. */
const SIGNS = /^[\s>#]*(?:[-*+]|\d+[.)])?\s*(?:TODO\b:?|Q:)?\s*/;
const NO_WORDS = /^\s*(?:-+|=+|`{3,}.*|~{3,}.*)?\s*$/;

const BLANK: Cut = { by: "blank lines" };

/** How the deck of `page` is cut, which a talk alone cannot tell. Linear in the talk, and where that is one slide, in the page. */
export function cutIn(page: string, talk: string): Cut {
  const said = cutOf(page, frontMatterOf(page));
  if (said !== null) return said;
  return isOneSlide(parseSlides(talk, BLANK)) && isOneSlide(parseSlides(page, BLANK)) ? RULES : BLANK;
}

/** A talk's slides, each by its first words. `body` is where the notes start, behind title and speakers. */
export function slidesOf(text: string, body: number, cut: Cut): OutlineSlide[] {
  return parseSlides(text, cut)
    .flat()
    .map(({ from, to }, n) => {
      const start = n === 0 ? Math.min(Math.max(from, body), to) : from;
      const lines = text.slice(start, to).split("\n");
      const line = lines.find((one) => !NO_WORDS.test(one)) ?? text.slice(from, to).split("\n")[0] ?? "";
      return { words: shorten(plainText(line.replace(SIGNS, ""))), from, to };
    });
}

/** The first words, cut where a thought pauses or where the column ends. */
function shorten(words: string): string {
  const thought = /^(.{4,}?)[,:;.(–—]\s/u.exec(words)?.[1] ?? words;
  if (thought.length <= LONGEST) return thought;
  const cut = thought.slice(0, LONGEST);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST / 2))}…`;
}
