/** Contexts to render in. */
import { type RenderContext, renderMarkdown } from "../../server/render/markdown.ts";
import { type PagePath, parsePagePath } from "../../server/text/page-path.ts";
import { assertSafe } from "./safe-html.ts";

/** A checked path; the test is wrong where it is none. */
export function pagePath(raw: string): PagePath {
  const path = parsePagePath(raw);
  if (path === null) throw new Error(`no page path: ${raw}`);
  return path;
}

/** A page in a folder, with other pages it may show. */
export function contextOf(path = "events/2026/10/mergehaven.md", pages: Record<string, string> = {}): RenderContext {
  return {
    path: pagePath(path),
    includes: new Map(Object.entries(pages).map(([name, text]) => [pagePath(name), text])),
  };
}

/** The markdown as HTML of a page in `events/2026/10/`. */
export function rendered(markdown: string, pages: Record<string, string> = {}): string {
  return renderMarkdown(markdown, contextOf(undefined, pages));
}

/** The same, checked to be safe, without line ends, ids and anchors. */
export function shape(markdown: string): string {
  const html = rendered(markdown);
  assertSafe(html, markdown);
  return html
    .replace(/\n/g, "")
    .replace(/ id="[^"]*"/g, "")
    .replaceAll("<span></span>", "");
}
