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
  /** Its slide's number in the page. */
  readonly slide: number;
}

/** A part as it is shown, in a stretch that may begin or end within it. */
export interface ShownPart extends Part {
  /** The deck is cut above it, and something of the stretch is shown above that. */
  readonly cut: boolean;
}

export interface PlacedPart extends ShownPart {
  readonly fragment: Fragment;
}

/** The parts of a page's slides in order. Empty ones are left out. */
export function partsOf(columns: readonly (readonly Slide[])[]): Part[] {
  const parts: Part[] = [];
  for (const [slide, { body, notes }] of columns.flat().entries()) {
    parts.push({ kind: "body", from: body.from, to: body.to, slide });
    for (const { from, to } of notes) parts.push({ kind: "note", from, to, slide });
  }
  return parts.filter(({ from, to }) => from < to);
}

/**
 * What the range shows, in order. Notes that began before the range are its own text: a page may put a talk right below
 * another's notes. Logarithmic in the page's parts, linear in those it meets.
 */
export function partsIn(text: string, parts: readonly Part[], range: Range): ShownPart[] {
  const shown: ShownPart[] = [];
  for (let at = firstEndingAfter(parts, range.from); at < parts.length; at++) {
    const part = parts[at];
    if (part === undefined || part.from >= range.to) break;
    const from = Math.max(part.from, range.from);
    const to = Math.min(part.to, range.to);
    if (text.slice(from, to).trim() === "") continue;
    const kind = part.from > range.from ? part.kind : "body";
    const above = shown.at(-1);
    shown.push({ kind, from, to, slide: part.slide, cut: above !== undefined && above.slide !== part.slide });
  }
  return shown;
}

/** Adds the parts to the rendering. */
export function addParts(rendering: Rendering, text: string, parts: readonly ShownPart[], place: Place): PlacedPart[] {
  const further: Place = { floor: place.floor, rank: null };
  return parts.map(({ kind, from, to, slide, cut }, i) => {
    const source = text.slice(from, to);
    const markdown = kind === "note" ? source.replace(/^[ \t]+/, "") : unindented(source);
    return { kind, from, to, slide, cut, fragment: rendering.add(markdown, i === 0 ? place : further) };
  });
}

/** The settled parts as HTML, the footnotes they refer to below them. */
export function partsHtml(rendering: Rendering, parts: readonly PlacedPart[]): string {
  let html = "";
  for (const { cut, kind, fragment } of parts) {
    if (cut) html += '<hr class="cut">\n';
    html += kind === "note" ? noteHtml(rendering, fragment) : rendering.html(fragment);
  }
  return html + rendering.footnotesHtml();
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

function firstEndingAfter(parts: readonly Part[], offset: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.to ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
