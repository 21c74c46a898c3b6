/** Pages shown within a page: the first blocks of one (`[preview:3](path.md)`), or all of it (`[include](path.md)`). */
import type { Token } from "markdown-it";
import { parseEvent } from "../text/event.ts";
import { type PagePath, pageAddress } from "../text/page-path.ts";
import type { Preview } from "../text/previews.ts";
import { parseSlides } from "../text/slides.ts";
import { escapeHtml } from "./highlight.ts";
import { MAX_PREVIEW_BLOCKS } from "./limits.ts";
import { Outline } from "./outline.ts";
import { addParts, type PlacedPart, partsHtml, partsIn, partsOf } from "./parts.ts";
import { Rendering } from "./rendering.ts";
import { newTally, type RenderContext, type Scope } from "./scope.ts";

/** Beginning of a rendering for readers, or for a deck. Other pages are shown where the notes ask for them. */
export function newRendering(context: RenderContext, deck: boolean): Rendering {
  return new Rendering({ context, outline: new Outline(), tally: newTally(), deck, nested: false, show: showPage });
}

/** Where the page is missing, asks for itself, or would be too much: a quiet link to it. */
function showPage(preview: Preview, host: Scope): string {
  const { path } = preview;
  if (path === null) return "";
  const text = host.nested || path === host.context.path ? undefined : host.context.includes.get(path);
  if (text === undefined || text.length > host.tally.included) return quietLink(path);
  host.tally.included -= text.length;
  const page = new Rendering({ ...host, context: { ...host.context, path }, nested: true });
  return preview.kind === "include" ? included(page, text) : beginning(page, text, preview.count);
}

function included(page: Rendering, text: string): string {
  const parts = addWhole(page, text);
  page.settle();
  return `<div class="included">\n${partsHtml(page, parts)}</div>\n`;
}

function beginning(page: Rendering, text: string, count: number): string {
  const shown: PlacedPart[] = [];
  let wanted = Math.min(count, MAX_PREVIEW_BLOCKS);
  for (const part of addWhole(page, text)) {
    // All of the page is read, for its definitions; only its beginning is written. A slide's notes are one block.
    const blocks = keepBlocks(
      part.fragment.tokens,
      part.kind === "note" && wanted > 0 ? Number.POSITIVE_INFINITY : wanted,
    );
    if (wanted > 0) shown.push({ ...part, cut: false });
    wanted -= part.kind === "note" ? Math.min(blocks, 1) : blocks;
  }
  page.settle();
  const title = parseEvent(text).title || page.scope.context.path;
  return `<div class="preview">\n${partsHtml(page, shown)}${readMore(page.scope, title)}</div>\n`;
}

function addWhole(page: Rendering, text: string): PlacedPart[] {
  const parts = partsIn(text, partsOf(parseSlides(text)), { from: 0, to: text.length });
  return addParts(page, text, parts, { floor: page.scope.outline.floor, rank: null });
}

/** Drops what comes after the first blocks. Returns how many are kept. */
function keepBlocks(tokens: Token[], wanted: number): number {
  let blocks = 0;
  for (let at = 0; at < tokens.length; at++) {
    const { level, nesting, type } = tokens[at] ?? { level: 1, nesting: 0, type: "" };
    if (level !== 0 || nesting === -1 || type === "reference_definition") continue;
    if (blocks === wanted) {
      tokens.length = at;
      break;
    }
    blocks++;
  }
  return blocks;
}

function readMore({ context }: Scope, title: string): string {
  const words = `Read more<span class="vh">: ${escapeHtml(title)}</span>`;
  return `<p class="more"><a href="${escapeHtml(pageAddress(context.path))}">${words}</a></p>\n`;
}

function quietLink(path: PagePath): string {
  return `<p class="more"><a href="${escapeHtml(pageAddress(path))}">${escapeHtml(path)}</a></p>\n`;
}
