import { talkRanges } from "../../text/diff.ts";
import { parseEvent } from "../../text/event.ts";
import { escapeHtml } from "./html.ts";
import type { PageHtml } from "./page.ts";

/**
 * Two versions of a page as they are read, each in one piece of safe HTML.
 *
 * @param texts the sources. @param slug the one talk to show, by its name in the newer version; null for all.
 */
export function readingHtml(
  pages: readonly [PageHtml, PageHtml],
  texts: readonly [string, string],
  slug: string | null,
): [string, string] {
  if (slug === null) return [pageHtml(pages[0]), pageHtml(pages[1])];
  const ranges = talkRanges(...texts, slug);
  const talk = (page: PageHtml, text: string, from: number | undefined): string =>
    page.talks
      .filter((_, index) => from !== undefined && parseEvent(text).talks[index]?.from === from)
      .map(talkHtml)
      .join("");
  return [talk(pages[0], texts[0], ranges.old?.from), talk(pages[1], texts[1], ranges.new?.from)];
}

function pageHtml({ title, dates, introHtml, talks }: PageHtml): string {
  const head = title === "" ? "" : `<h2>${escapeHtml(title)}</h2>`;
  const date = dates.length === 0 ? "" : `<p>${escapeHtml(dates.join(", "))}</p>`;
  return head + date + introHtml + talks.map(talkHtml).join("");
}

function talkHtml({ slug, titleHtml, byHtml, html }: PageHtml["talks"][number]): string {
  const by = byHtml === "" ? "" : `<p class="by">${byHtml}</p>`;
  return `<h2 id="${escapeHtml(slug)}">${titleHtml}</h2>${by}${html}`;
}
