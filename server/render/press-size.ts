/** How much the renderer made of a text. */
import type { DeckHtml } from "./deck-html.ts";
import { MAX_HTML, MAX_SLIDES } from "./limits.ts";
import type { PageHtml } from "./page-html.ts";

/** Whether a browser, and what puts the pieces together for it, would be kept too long. */
export function isTooMuch(html: PageHtml | DeckHtml): boolean {
  return charactersIn(html) > MAX_HTML || ("columns" in html && slidesOf(html).length > MAX_SLIDES);
}

/** Characters of HTML. */
export function charactersIn(html: PageHtml | DeckHtml): number {
  if ("columns" in html) {
    return slidesOf(html).reduce((sum, slide) => sum + slide.html.length + slide.notesHtml.length, 0);
  }
  const { introHtml, talks } = html;
  return talks.reduce(
    (sum, talk) => sum + talk.html.length + talk.titleHtml.length + talk.byHtml.length,
    introHtml.length,
  );
}

function slidesOf({ columns }: DeckHtml): DeckHtml["columns"][number]["slides"] {
  return columns.flatMap(({ slides }) => slides);
}
