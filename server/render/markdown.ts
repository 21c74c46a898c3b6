/** Markdown of the wiki as safe HTML. See `page-html.ts` for whole pages and `deck-html.ts` for slides. */
import { parseSlides } from "../text/slides.ts";
import { addParts, partsHtml, partsIn, partsOf } from "./parts.ts";
import { newRendering } from "./previews.ts";
import type { Place } from "./rendering.ts";
import type { RenderContext } from "./scope.ts";

export type { RenderContext } from "./scope.ts";

/** Headings keep their levels but for the first, which is the page's own. */
const PAGE_PLACE: Place = { floor: 2, rank: 2 };

/**
 * All of the markdown, front matter left out, slide breaks as short rules and speaker notes as side notes. Total, and
 * linear in the text within the bounds of `limits.ts`.
 */
export function renderMarkdown(markdown: string, context: RenderContext): string {
  const rendering = newRendering(context, false);
  const parts = partsIn(markdown, partsOf(parseSlides(markdown)), { from: 0, to: markdown.length });
  const placed = addParts(rendering, markdown, parts, PAGE_PLACE);
  rendering.settle();
  return partsHtml(rendering, placed);
}
