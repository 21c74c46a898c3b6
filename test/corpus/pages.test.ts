import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import type { RenderContext } from "../../server/render/markdown.ts";
import { navigationOf } from "../../server/render/navigation.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { pageAddress, parsePagePath } from "../../server/text/page-path.ts";
import { contextOf, pagePath } from "../render/contexts.ts";
import { assertSafe, wordsIn } from "../render/safe-html.ts";
import { filesIn, GOLD, gold, pages } from "./gold.ts";

type Aspect = "title" | "headings" | "links" | "pictures" | "li" | "ul" | "ol" | "pre" | "code" | "blockquote" | "br";

/** What the old viewer showed of a page. */
interface GoldPage {
  readonly file: string;
  readonly title: string | null;
  readonly headings: readonly { readonly text: string }[];
  readonly links: readonly { readonly text: string; readonly href: string }[];
  readonly images: readonly { readonly src: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

const LIST = "items right after a paragraph line are a list, not lines of text";
const PREVIEWS =
  "previews: the way on is named otherwise, folders are not doubled, and no more than eight were ever shown";
const MISSING = "previews of pages that are not in the corpus";
const TABLE = "line ends between the tags of a table or of columns are none of the text";

/** Where we knowingly show another thing, and why. An aspect that is the same after all fails, so none goes stale. */
const DIFFERENT: Readonly<Record<string, Partial<Record<Aspect, string>>>> = {
  "blog.md": { links: PREVIEWS, br: PREVIEWS },
  "blog/2013/10/alerting.md": { br: TABLE },
  "blog/2013/10/index.md": { headings: PREVIEWS, links: PREVIEWS, br: PREVIEWS },
  "blog/2016/02/index.md": { links: PREVIEWS },
  "events/2014/05/index.md": { links: PREVIEWS, br: LIST },
  "events/2014/05/openstack.md": { li: LIST, ul: LIST, br: LIST },
  "events/2014/09/index.md": { links: PREVIEWS },
  "events/2015/04/index.md": { headings: PREVIEWS, links: PREVIEWS, br: PREVIEWS },
  "events/2015/07/index.md": { links: PREVIEWS, br: PREVIEWS },
  "events/2016/04/devopsdaysatl.md": { links: "an e-mail address is a link" },
  "events/2016/04/index.md": { links: PREVIEWS },
  "events/2016/06/dockercon16.md": {
    links: "the site a speaker line names is a link",
    li: LIST,
    ul: LIST,
    br: LIST,
  },
  "events/2016/06/index.md": { links: PREVIEWS },
  "events/2016/12/index.md": { headings: PREVIEWS, links: PREVIEWS },
  "events/index.md": { links: PREVIEWS },
  "index.md": { headings: MISSING, links: PREVIEWS, br: TABLE },
  "projects/index.md": {
    title: MISSING,
    headings: PREVIEWS,
    links: PREVIEWS,
    li: PREVIEWS,
    ul: PREVIEWS,
    br: PREVIEWS,
    code: PREVIEWS,
  },
  "projects/infovent/index.md": {
    title: "the first heading is the title, not the first of level 1",
    headings: "the same",
  },
  "talks/dockercon16.md": { links: "an embedded player is a link to it", li: LIST, ul: LIST, br: LIST },
  "talks/go-le-score.md": { li: LIST, ul: LIST, br: LIST },
  "talks/hope.xi.md": { li: LIST, ul: LIST, br: LIST },
  "talks/index.md": { title: MISSING, headings: MISSING, links: PREVIEWS, pictures: MISSING },
  "trips/2015/Europe/01-03-Berlin.md": { li: LIST, ul: LIST, br: LIST },
  "trips/2015/Europe/12-07-London.md": { br: "two pictures on two lines have a break between them" },
  "trips/2015/Europe/12-09-London.md": { li: LIST, ul: LIST, br: LIST },
  "trips/2015/Europe/12-23-Linstow.md": { li: LIST, ul: LIST, br: LIST },
};

function contextFor(file: string): RenderContext {
  return { path: pagePath(file), includes: pages };
}

function spaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What we show of the page, each aspect as one string. */
function shown(file: string, text: string): Record<Aspect, string> {
  const { title, dates, introHtml, talks } = pageHtml(text, contextFor(file));
  const bodies = talks.map((talk) => `<h2>${talk.titleHtml}</h2><p>${talk.byHtml}</p>${talk.html}`);
  const html = [introHtml, ...bodies].join("");
  assertSafe(html, file);
  const headings = [...html.matchAll(/<h([1-6])[^>]*>(.*?)<\/h\1>/gs)].map((match) => wordsIn(match[2] ?? ""));
  const links = [...html.matchAll(/<a\b[^>]*? ?href="([^"]*)"[^>]*>(.*?)<\/a>/gs)];
  return {
    // A page of previews alone has no title of its own; the old viewer took the first heading it showed.
    title: spaced(title || (headings[0] ?? "")),
    headings: lines([title, ...dates, ...headings]),
    links: lines(links.map(([, href = "", label = ""]) => `${address(wordsIn(href))} ${wordsIn(label)}`)),
    pictures: lines([...html.matchAll(/<img [^>]*?src="([^"]*)"/g)].map((match) => match[1] ?? "")),
    ...counted((tag) => html.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0),
  };
}

/** The same of what the old viewer showed. */
function expected(page: GoldPage): Record<Aspect, string> {
  const headings = page.headings.map(({ text }) => text);
  return {
    title: spaced(page.title ?? headings[0] ?? ""),
    headings: lines(page.title === null ? headings : [page.title, ...headings]),
    links: lines(page.links.map(({ href, text }) => `${address(href)} ${spaced(text)}`)),
    pictures: lines(page.images.map(({ src }) => (/^https?:/.test(src) ? src : `/${src}`))),
    ...counted((tag) => page.counts[tag] ?? 0),
  };
}

function counted(
  count: (tag: string) => number,
): Record<Exclude<Aspect, "title" | "headings" | "links" | "pictures">, string> {
  const of = (tag: string): string => String(count(tag));
  return {
    li: of("li"),
    ul: of("ul"),
    ol: of("ol"),
    pre: of("pre"),
    code: of("code"),
    blockquote: of("blockquote"),
    br: of("br"),
  };
}

function lines(entries: readonly string[]): string {
  return entries
    .map(spaced)
    .filter((entry) => entry !== "")
    .join("\n");
}

/** Addresses in one form: pages by their own, without the slash a browser adds to a host. */
function address(href: string): string {
  if (href.startsWith("slides.html")) return `/${href}`;
  if (!href.startsWith("#!")) return href.replace(/^(https?:\/\/[^/]+)\/$/, "$1");
  const page = parsePagePath(path.posix.normalize(href.slice(2)));
  return page === null ? href : pageAddress(page);
}

describe("every page of the corpus", () => {
  const files = filesIn(path.join(GOLD, "pages"), ".page.json");
  assert.ok(files.length > 60);
  for (const name of files) {
    const page = gold<GoldPage>(path.join("pages", name));
    it(`shows what the old viewer showed: ${page.file}`, () => {
      const text = pages.get(pagePath(page.file));
      assert.ok(text !== undefined, "the corpus has no such page");
      const ours = shown(page.file, text);
      const theirs = expected(page);
      for (const aspect of Object.keys(theirs) as Aspect[]) {
        const reason = DIFFERENT[page.file]?.[aspect];
        if (reason === undefined) assert.equal(ours[aspect], theirs[aspect], aspect);
        else assert.notEqual(ours[aspect], theirs[aspect], `${aspect} is the same, and was said to differ: ${reason}`);
      }
    });
  }

  it("is a page, in the gold or not", () => {
    for (const [file, text] of pages) assert.ok(shown(file, text).title !== undefined, file);
  });
});

describe("the navigation of the corpus", () => {
  it("has the brand and the menus it had", () => {
    interface GoldMenu {
      readonly text: string;
      readonly items: readonly { readonly text: string; readonly href: string }[];
    }
    const theirs = gold<{ brand: string; menus: GoldMenu[] }>("pages/navigation.nav.json");
    const ours = navigationOf(pages.get(pagePath("navigation.md")) ?? "", contextOf("navigation.md"));
    assert.equal(ours.brand, theirs.brand);
    // The old viewer showed the theme's gimmick as a menu without a name.
    const menus = theirs.menus.filter(({ text }) => text !== "");
    assert.deepEqual(
      ours.entries,
      menus.map(({ text, items }) => ({
        kind: "menu",
        title: text,
        items: items.map((item) => ({ kind: "link", title: item.text, href: address(item.href) })),
      })),
    );
  });
});
