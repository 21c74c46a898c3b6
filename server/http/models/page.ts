import type { TalkHtml } from "../../render/page-html.ts";
import { frontMatterOf } from "../../text/front-matter.ts";
import type { PagePath } from "../../text/page-path.ts";
import type { Commit, Oid } from "../../wiki/ports.ts";
import type { SpeakerIndex } from "../../wiki/speakers.ts";
import type { Credits, Page, Save, Writing } from "../../wiki/wiki.ts";
import {
  archiveAddress,
  blameAddress,
  diffAddress,
  editAddress,
  followAddress,
  historyAddress,
  moveAddress,
  nounFor,
  readAddress,
  slidesAddress,
  sourceAddress,
} from "./addresses.ts";
import { type ColophonModel, colophonOf } from "./colophon.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { type DeckTheme, themeOf } from "./deck.ts";
import { linkedHeadings } from "./headings.ts";
import { facesOf } from "./people.ts";
import { type TakingBack, takingBack } from "./taking-back.ts";
import { type Acts, type NowModel, nowOf, type TalkModel, talkModels } from "./talk.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, listed } from "./words.ts";

/** A page rendered: what `pageHtml` returns, as far as a page shows it. */
export interface PageHtml {
  readonly title: string;
  readonly dates: readonly string[];
  readonly introHtml: string;
  readonly talks: readonly TalkHtml[];
  /** Its deck is one slide, which its titles would cut into more. */
  readonly uncut: boolean;
}

/** What a page of notes is made of. */
export interface PageParts {
  readonly page: Page;
  readonly html: PageHtml;
  readonly credits: Credits;
  /** Its newest save; null for a page that has none. */
  readonly last: Save | null;
  /** The rooms of this page that have people in them. */
  readonly writing: readonly Writing[];
  /** Who speaks in the wiki; null where nobody knows it yet, or it is not to be told. */
  readonly speakers: SpeakerIndex | null;
  /** The commit it is read at, for a page as it was; null for the newest. */
  readonly old: {
    readonly commit: Commit;
    readonly touched: boolean;
    readonly now: Oid | null;
    /** The branch or tag that the version is only read at. */
    readonly aside: string | null;
  } | null;
}

export interface PageModel {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly date: string;
  readonly introHtml: string;
  readonly restHtml: string;
  readonly blank: boolean;
  readonly unreadable: boolean;
  /** What its front matter asks for; null: the colours of the reader's machine. */
  readonly theme: DeckTheme | null;
  readonly acts: Acts;
  /** What its parts are called: talks of an event, parts of any other page. */
  readonly noun: "talk" | "part";
  /** "7 talks" */
  readonly toc: string;
  readonly talks: readonly TalkModel[];
  readonly now: NowModel | null;
  readonly old: {
    readonly iso: string;
    readonly when: string;
    /** Who saved it then; null where that commit did not touch the page. */
    readonly who: string | null;
    readonly now: string;
    /** The branch or tag that it is read at; null for a version of the wiki's own. */
    readonly aside: string | null;
    /** Makes the page read so again; null where it does. */
    readonly restore: TakingBack["restore"];
  } | null;
  readonly colophon: ColophonModel | null;
  /** The address of the markdown. */
  readonly source: string;
  /** Where it is moved or deleted; null for a page as it was. */
  readonly move: string | null;
  /** Zip files: of the page and its pictures, and of everything. */
  readonly archives: { readonly page: string; readonly wiki: string };
  /** Where to hear of changes; null where the page cannot change. */
  readonly follow: string | null;
}

/** A longer introduction than this stands below the buttons, with the notes. Characters of HTML. */
const LONGEST_HEAD = 900;

/** A page of notes: an event with its talks, or any other page. */
export function pageModel(parts: PageParts, clock: Clock): PageModel {
  const { page, html } = parts;
  const acts = actsOf(parts);
  const noun = nounFor(page.path);
  const intro = introOf(html);
  const { writing, speakers } = parts;
  const talks = talkModels(html.talks, { path: page.path, acts, noun, writing, speakers });
  return {
    title: html.title || (page.path.split("/").at(-1) ?? page.path),
    crumbs: crumbsOf(page.path, sourceOf(parts)),
    date: html.dates.join(", "),
    introHtml: intro.head,
    restHtml: linkedHeadings(intro.rest),
    blank: talks.length === 0 && html.introHtml.trim() === "",
    unreadable: !page.editable,
    theme: themeOf(frontMatterOf(page.text)?.settings["theme"] ?? ""),
    acts,
    noun,
    toc: counted(talks.length, noun),
    talks,
    now: nowOf(
      parts.writing.filter((room) => room.talkSlug === null || !talks.some((talk) => talk.slug === room.talkSlug)),
      "this page",
      acts.edit,
    ),
    old: oldOf(parts, clock),
    colophon:
      parts.old === null ? colophonOf({ count: html.talks.length, noun }, parts.credits, parts.last, clock) : null,
    source: sourceOf(parts),
    move: parts.old === null ? moveAddress(page.path) : null,
    archives: { page: archiveAddress("main", page.path), wiki: archiveAddress("main") },
    follow: parts.old === null ? followAddress(page.path) : null,
  };
}

function sourceOf({ page, old }: PageParts): string {
  return old === null
    ? sourceAddress(page.path)
    : `${sourceAddress(page.path)}?rev=${old.aside === null ? page.commit : encodeURIComponent(old.aside)}`;
}

function actsOf({ page, html, old }: PageParts): Acts {
  if (old !== null) {
    const diff = old.aside === null ? diffAddress(page.path, { from: page.commit }) : null;
    const blame = old.aside === null ? blameAddress(page.path, { at: page.commit }) : null;
    return { edit: null, slides: null, cutSlides: null, history: historyAddress(page.path), blame, diff };
  }
  return pageActs(page.path, page.editable, html.uncut);
}

/** What can be done with a page as it is now. */
export function pageActs(path: PagePath, editable: boolean, uncut: boolean): Acts {
  return {
    edit: editable ? editAddress(path) : null,
    slides: slidesAddress(path),
    cutSlides: uncut ? slidesAddress(path, undefined, "headings") : null,
    history: historyAddress(path),
    blame: blameAddress(path),
    diff: null,
  };
}

function oldOf({ page, old }: PageParts, clock: Clock): PageModel["old"] {
  if (old === null) return null;
  const { commit, touched, aside } = old;
  const moment = momentOf(commit.date, clock);
  const names = [commit.author, ...commit.coAuthors].map((person) => person.name);
  const who = touched ? listed(facesOf(names).faces.map((face) => face.name)) : null;
  const bytes = { path: page.path, commit: commit.oid, before: null, after: page.blob };
  const restore = (page.editable && takingBack(bytes, old.now)?.restore) || null;
  return { iso: moment.iso, when: moment.long, who, now: readAddress(page.path), aside, restore };
}

/**
 * What of an introduction stands in the head, above the buttons: a paragraph or two of an event, with nothing but notes
 * beside them. Anything more stands with the notes whole.
 */
function introOf({ introHtml, talks }: PageHtml): { readonly head: string; readonly rest: string } {
  const head = /^(?:\s*<p>(?:(?!<\/?p[ >])[\s\S])*<\/p>)*/.exec(introHtml)?.[0] ?? "";
  const rest = introHtml.slice(head.length).trim();
  const aside = rest.replace(/<aside\b[\s\S]*?<\/aside>|<p class="callout[^>]*>[\s\S]*?<\/p>/g, "").trim();
  if (talks.length === 0 || aside !== "" || head.length > LONGEST_HEAD) return { head: "", rest: introHtml };
  return { head: head.trim(), rest };
}
