/** Finds what is being written in the rendered page, by its words, and keeps it in sight. */
import { plainText } from "../../server/text/plain-text.ts";

export interface Following {
  /**
   * Brings the block of `place` that holds the line at `offset` of `text` into sight. Nothing moves while it is there.
   *
   * @param place what shows `text`: a talk's part of the page, so that a long page costs no more than its talk.
   */
  follow(place: Element, text: string, offset: number): void;
}

const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd";
/** How long after the writer's own scrolling the preview surely stays where they put it; then, until they write on another line. */
const HANDS_OFF_MS = 1500;
/** Lines above the caret that are tried where its own shows no words. */
const MOST_LINES = 20;
const NO_WORDS = /[^\p{L}\p{N}]+/gu;
const SIGNS = /^[\s>#]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:\[[ xX]\]\s+)?(?:Notes?:)?/i;

/** A line by its words, and how often they came before: asked only where several blocks show them, since it reads all above. */
export interface LineWords {
  readonly words: string;
  nth(): number;
}

/** The line at an offset and those above it that have words, the nearest first. */
export function linesUpFrom(text: string, offset: number): LineWords[] {
  const near: LineWords[] = [];
  let end = text.indexOf("\n", offset);
  if (end < 0) end = text.length;
  while (end >= 0 && near.length < MOST_LINES) {
    const from = end === 0 ? 0 : text.lastIndexOf("\n", end - 1) + 1;
    const words = wordsOfLine(text.slice(from, end));
    if (words !== "") near.push({ words, nth: () => timesIn(text.slice(0, from), words) });
    end = from - 1;
  }
  return near;
}

function timesIn(text: string, words: string): number {
  return text.split("\n").filter((line) => line.length >= words.length && wordsOfLine(line) === words).length;
}

function wordsOfLine(line: string): string {
  return wordsOf(plainText(line.replace(SIGNS, "")));
}

/** Which of the blocks, by their words, shows the line; -1 where none does. One that shows nothing else is preferred. */
export function blockWith(blocks: readonly string[], { words, nth }: LineWords): number {
  const those = (fits: (block: string) => boolean) => blocks.flatMap((block, at) => (fits(block) ? [at] : []));
  const exact = those((block) => block === words);
  const found = exact.length > 0 ? exact : those((block) => block.includes(words));
  return found[found.length > 1 ? Math.min(nth(), found.length - 1) : 0] ?? -1;
}

/** @param scroller what scrolls. */
export function createFollowing(scroller: HTMLElement): Following {
  let touched = Number.NEGATIVE_INFINITY;
  let last = "";
  /** Where it was last scrolled from here: any other scrolling is the writer's. */
  let ours = Number.NEGATIVE_INFINITY;
  let line = 0;
  /** The line the caret was on when they scrolled. */
  let held = -1;
  scroller.addEventListener("scroll", () => {
    if (Math.abs(scroller.scrollTop - ours) > 1) {
      touched = performance.now();
      held = line;
    }
    ours = Number.NEGATIVE_INFINITY;
  });

  return {
    follow(place, text, offset) {
      line = text.slice(0, offset).split("\n").length;
      if (performance.now() - touched < HANDS_OFF_MS || line === held) return;
      held = -1;
      const lines = linesUpFrom(text, offset);
      const key = JSON.stringify([lines[0]?.words, lines[1]?.words, place.childElementCount]);
      // What others write elsewhere moves nothing; neither does a caret that stays on its line.
      if (key === last) return;
      const found = find(place, lines);
      if (found === null) return;
      last = key;
      if (reveal(scroller, found.block, found.part)) ours = scroller.scrollTop;
    },
  };
}

/** The block of the nearest line that is shown, and how far down in it the line is, from 0 to 1. */
function find(place: Element, lines: readonly LineWords[]): { block: Element; part: number } | null {
  // What stands in an item or a row counts once, as that.
  const blocks = [...place.querySelectorAll(BLOCKS)].filter((block) => !block.matches("li > :not(li), td *, th *"));
  const words = blocks.map((block) => wordsOf(ownText(block)));
  for (const line of lines) {
    const at = blockWith(words, line);
    const block = blocks[at];
    const all = words[at] ?? "";
    if (block !== undefined) return { block, part: all.indexOf(line.words) / Math.max(all.length, 1) };
  }
  return null;
}

/** Without the lists in it: their items are blocks of their own. */
function ownText(block: Element): string {
  return [...block.childNodes]
    .filter((node) => !(node instanceof HTMLUListElement || node instanceof HTMLOListElement))
    .map((node) => node.textContent ?? "")
    .join("");
}

/** True where it had to scroll. */
function reveal(scroller: HTMLElement, block: Element, part: number): boolean {
  const room = scroller.getBoundingClientRect();
  const box = block.getBoundingClientRect();
  const line = Number.parseFloat(getComputedStyle(block).lineHeight) || box.height;
  // A block of a few lines is shown as a whole; of a long one, the place in it.
  const whole = box.height < room.height / 2;
  const top = whole ? box.top : box.top + box.height * part;
  const bottom = whole ? box.bottom : top + line;
  if (top >= room.top && bottom <= room.bottom) return false;
  const before = scroller.scrollTop;
  scroller.scrollTop += top - room.top - room.height / 3;
  return scroller.scrollTop !== before;
}

function wordsOf(text: string): string {
  return text.replace(NO_WORDS, "").toLowerCase();
}
