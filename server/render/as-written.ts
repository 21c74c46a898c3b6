/** A text that is too much to render, as it is written: nothing of it is lost, and nothing of it is read as markdown. */
import { parseEvent } from "../text/event.ts";
import type { DeckHtml } from "./deck-html.ts";
import { escapeHtml } from "./highlight.ts";
import type { PageHtml } from "./page-html.ts";

const NOTICE = "This page is shown as it is written: laying it out would have taken too long.";

export function pageAsWritten(text: string): PageHtml {
  const { title, dates } = parseEvent(text);
  return { title, dates, introHtml: asWritten(text), talks: [], uncut: false };
}

/** One slide that holds all of it. */
export function deckAsWritten(text: string): DeckHtml {
  const slide = { id: ".1", html: asWritten(text), notesHtml: "", talk: null, attributes: {} };
  return { columns: [{ slides: [slide] }], title: parseEvent(text).title, uncut: false };
}

function asWritten(text: string): string {
  // HTML has no NUL.
  const source = escapeHtml(text.replaceAll("\0", "\uFFFD"));
  return `<p class="callout">${NOTICE}</p>\n<pre tabindex="0"><code>${source}</code></pre>\n`;
}
