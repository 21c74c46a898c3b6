/** Finds what is being written in the rendered page, by its words, and keeps it in sight. */
import { plainText } from "../../server/text/plain-text.ts";

export interface Following {
  /** Brings the block that holds the line at `offset` of `text` into sight. Nothing moves while it is there. */
  follow(text: string, offset: number): void;
}

const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd";
/** How long after the writer's own scrolling the preview surely stays where they put it; then, until they write on another line. */
const HANDS_OFF_MS = 1500;
/** Lines above the caret that are tried where its own shows no words. */
const MOST_LINES = 20;
const NO_WORDS = /[^\p{L}\p{N}]+/gu;
const SIGNS = /^[\s>#]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:\[[ xX]\]\s+)?(?:Notes?:)?/i;

/** A line by its words, and how often they came before. */
export interface LineWords {
  readonly words: string;
  readonly nth: number;
}

/** The line at an offset and those above it that have words, the nearest first. */
export function linesUpFrom(text: string, offset: number): LineWords[] {
  const end = text.indexOf("\n", offset);
  const lines = text.slice(0, end < 0 ? text.length : end).split("\n");
  const words = lines.map((line) => wordsOf(plainText(line.replace(SIGNS, ""))));
  const near: LineWords[] = [];
  for (let at = words.length - 1; at >= 0 && near.length < MOST_LINES; at--) {
    const own = words[at] ?? "";
    if (own === "") continue;
    near.push({ words: own, nth: words.slice(0, at).filter((one) => one === own).length });
  }
  return near;
}

/** Which of the blocks, by their words, shows the line; -1 where none does. One that shows nothing else is preferred. */
export function blockWith(blocks: readonly string[], { words, nth }: LineWords): number {
  const those = (fits: (block: string) => boolean) => blocks.flatMap((block, at) => (fits(block) ? [at] : []));
  const exact = those((block) => block === words);
  const found = exact.length > 0 ? exact : those((block) => block.includes(words));
  return found[Math.min(nth, found.length - 1)] ?? -1;
}

/** @param scroller what scrolls; `page`: what is rendered, in it. */
export function createFollowing(scroller: HTMLElement, page: HTMLElement): Following {
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
    follow(text, offset) {
      line = text.slice(0, offset).split("\n").length;
      if (performance.now() - touched < HANDS_OFF_MS || line === held) return;
      held = -1;
      const lines = linesUpFrom(text, offset);
      const key = JSON.stringify([lines[0], page.childElementCount]);
      // What others write elsewhere moves nothing; neither does a caret that stays on its line.
      if (key === last) return;
      const found = find(page, lines);
      if (found === null) return;
      last = key;
      if (reveal(scroller, found.block, found.part)) ours = scroller.scrollTop;
    },
  };
}

/** The block of the nearest line that is shown, and how far down in it the line is, from 0 to 1. */
function find(page: HTMLElement, lines: readonly LineWords[]): { block: Element; part: number } | null {
  // What stands in an item or a row counts once, as that.
  const blocks = [...page.querySelectorAll(BLOCKS)].filter((block) => !block.matches("li > :not(li), td *, th *"));
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
