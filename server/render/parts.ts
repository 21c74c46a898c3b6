/**
 * A stretch of a page (a talk, the intro, all of it) as the reader sees it: its slides one below the other, each
 * rendered on its own, a short rule where the deck is cut, speaker notes in the margin.
 */
import { type Range, skipSpace } from "../text/lines.ts";
import { isItem } from "../text/list-items.ts";
import type { Slide } from "../text/slides.ts";
import type { Fragment, Place, Rendering } from "./rendering.ts";

/** A part of one slide. */
export interface Part extends Range {
  readonly kind: "body" | "note";
  /** The deck is cut above it, and something is shown above that. */
  readonly cut: boolean;
}

export interface PlacedPart extends Part {
  readonly fragment: Fragment;
}

/**
 * What the range shows, in order. Notes that began before the range are its own text: a page may put a talk right below
 * another's notes. Logarithmic in the slides, linear in those it meets.
 */
export function partsOf(text: string, slides: readonly Slide[], range: Range): Part[] {
  const parts: Part[] = [];
  for (let at = firstEndingAfter(slides, range.from); at < slides.length; at++) {
    const slide = slides[at];
    if (slide === undefined || slide.from >= range.to) break;
    const before = parts.length;
    const cutAt = (part: Range & Pick<Part, "kind">): void => {
      const { kind, from, to } = part;
      if (text.slice(from, to).trim() !== "")
        parts.push({ kind, from, to, cut: before > 0 && parts.length === before });
    };
    cutAt({ kind: "body", ...clipped(slide.body, range) });
    for (const note of slide.notes) cutAt({ kind: note.from > range.from ? "note" : "body", ...clipped(note, range) });
  }
  return parts;
}

/** Adds the parts to the rendering. */
export function addParts(rendering: Rendering, text: string, parts: readonly Part[], place: Place): PlacedPart[] {
  return parts.map((part, i) => {
    const source = text.slice(part.from, part.to);
    const markdown = part.kind === "note" ? source.replace(/^[ \t]+/, "") : unindented(source);
    return { ...part, fragment: rendering.add(markdown, i === 0 ? place : { ...place, rank: null }) };
  });
}

/** The settled parts as HTML. */
export function partsHtml(rendering: Rendering, parts: readonly PlacedPart[]): string {
  let html = "";
  for (const { cut, kind, fragment } of parts) {
    if (cut) html += '<hr class="cut">\n';
    html += kind === "note" ? noteHtml(rendering, fragment) : rendering.html(fragment);
  }
  return html;
}

/** A slide that goes on with the nested items of the one before begins with a list, not with code. */
export function unindented(markdown: string): string {
  const first = skipSpace(markdown, { from: 0, to: markdown.length });
  const end = markdown.indexOf("\n");
  const to = end < 0 ? markdown.length : end;
  if (first === 0 || first >= to || !isItem(markdown, first, to)) return markdown;
  const indent = markdown.slice(0, first);
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length && (lines[i]?.startsWith(indent) || lines[i]?.trim() === ""); i++) {
    lines[i] = lines[i]?.slice(first) ?? "";
  }
  return lines.join("\n");
}

function noteHtml(rendering: Rendering, fragment: Fragment): string {
  const { tokens } = fragment;
  const [open, , close] = tokens;
  // One paragraph stands right after the word, as in the look.
  if (tokens.length === 3 && open?.type === "paragraph_open" && close !== undefined) {
    open.hidden = true;
    close.hidden = true;
  }
  const notes = ++rendering.scope.tally.notes;
  const label = notes === 1 ? "Speaker note" : `Speaker note ${notes}`;
  return `<aside class="sidenote" aria-label="${label}"><b>Note</b> ${rendering.html(fragment).trimEnd()}</aside>\n`;
}

function firstEndingAfter(slides: readonly Slide[], offset: number): number {
  let low = 0;
  let high = slides.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slides[middle]?.to ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function clipped(part: Range, range: Range): Range {
  const from = Math.max(part.from, range.from);
  return { from, to: Math.max(from, Math.min(part.to, range.to)) };
}
