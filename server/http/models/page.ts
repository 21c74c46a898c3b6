import { createHash } from "node:crypto";
import type { Speaker } from "../../text/event.ts";
import type { Commit } from "../../wiki/ports.ts";
import type { Page, Save, Saves, Writing } from "../../wiki/wiki.ts";
import {
  diffAddress,
  editAddress,
  followAddress,
  historyAddress,
  readAddress,
  slidesAddress,
  sourceAddress,
} from "./addresses.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { writersOf } from "./home.ts";
import { type Faces, facesOf } from "./people.ts";
import { addressOfSave, titleOfSave } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, countedInWords, inWords, listed, sentence } from "./words.ts";

/** A page rendered: what `pageHtml` returns, as far as a page shows it. */
export interface PageHtml {
  readonly title: string;
  readonly dates: readonly string[];
  readonly introHtml: string;
  readonly talks: readonly TalkHtml[];
}

export interface TalkHtml {
  readonly slug: string;
  readonly title: string;
  readonly titleHtml: string;
  readonly speakers: readonly Speaker[];
  readonly byHtml: string;
  readonly html: string;
  readonly day: string | null;
  readonly empty: boolean;
}

/** What a page of notes is made of. */
export interface PageParts {
  readonly page: Page;
  readonly html: PageHtml;
  /** Its newest saves; `next` is null where these are all of them. */
  readonly history: Saves;
  /** The rooms of this page that have people in them. */
  readonly writing: readonly Writing[];
  /** The commit it is read at, for a page as it was; null for the newest. */
  readonly old: { readonly commit: Commit; readonly touched: boolean } | null;
}

export interface PageModel {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly date: string;
  readonly introHtml: string;
  readonly restHtml: string;
  readonly blank: boolean;
  readonly unreadable: boolean;
  readonly acts: Acts;
  readonly toc: string;
  readonly talks: readonly TalkModel[];
  readonly now: NowModel | null;
  readonly old: {
    readonly iso: string;
    readonly when: string;
    /** Who saved it then; null where that commit did not touch the page. */
    readonly who: string | null;
    readonly now: string;
  } | null;
  readonly colophon: ColophonModel | null;
  /** The address of the markdown. */
  readonly source: string;
  /** Where to hear of changes; null where the page cannot change. */
  readonly follow: string | null;
}

interface Acts {
  readonly edit: string | null;
  readonly slides: string | null;
  readonly history: string | null;
  /** What changed between an old version and now. */
  readonly diff: string | null;
}

interface TalkModel {
  readonly slug: string;
  readonly title: string;
  readonly titleHtml: string;
  /** The title may be wrapped in a link: it holds none of its own. */
  readonly linked: boolean;
  readonly by: string;
  readonly byHtml: string;
  readonly html: string;
  readonly empty: boolean;
  /** Heads a new day; null where the day goes on. */
  readonly day: string | null;
  readonly acts: Acts;
  readonly now: NowModel | null;
  /** For the list at the side: "3 writing". */
  readonly live: string | null;
  /** Changes with whatever is shown of the talk, so that a reader's page replaces only what changed. */
  readonly version: string;
}

interface NowModel {
  readonly people: Faces;
  readonly who: string;
  readonly verb: string;
  readonly what: string;
  readonly href: string | null;
  readonly join: string;
}

interface ColophonModel {
  readonly tally: string;
  readonly last: { readonly title: string; readonly href: string; readonly iso: string; readonly when: string } | null;
}

/** A longer introduction than this stands below the buttons, with the notes. Characters of HTML. */
const LONGEST_HEAD = 900;

/** A page of notes: an event with its talks, or any other page. */
export function pageModel(parts: PageParts, clock: Clock): PageModel {
  const { page, html } = parts;
  const acts = actsOf(parts);
  const inHead = html.talks.length > 0 && isProse(html.introHtml) && html.introHtml.length <= LONGEST_HEAD;
  const talks = talkModels(parts, acts);
  return {
    title: html.title || (page.path.split("/").at(-1) ?? page.path),
    crumbs: crumbsOf(page.path, sourceOf(parts)),
    date: html.dates.join(", "),
    introHtml: inHead ? html.introHtml : "",
    restHtml: inHead ? "" : html.introHtml,
    blank: talks.length === 0 && html.introHtml.trim() === "",
    unreadable: !page.editable,
    acts,
    toc: counted(talks.length, "talk"),
    talks,
    now: nowOf(
      parts.writing.filter((room) => room.talkSlug === null || !talks.some((talk) => talk.slug === room.talkSlug)),
      "this page",
      acts.edit,
    ),
    old: oldOf(parts, clock),
    colophon: parts.old === null ? colophonOf(parts, clock) : null,
    source: sourceOf(parts),
    follow: parts.old === null ? followAddress(page.path) : null,
  };
}

function sourceOf({ page, old }: PageParts): string {
  return old === null ? sourceAddress(page.path) : `${sourceAddress(page.path)}?rev=${page.commit}`;
}

function actsOf({ page, old }: PageParts): Acts {
  if (old !== null) {
    const diff = diffAddress(page.path, { from: page.commit });
    return { edit: null, slides: null, history: historyAddress(page.path), diff };
  }
  return {
    edit: page.editable ? editAddress(page.path) : null,
    slides: slidesAddress(page.path),
    history: historyAddress(page.path),
    diff: null,
  };
}

function talkModels(parts: PageParts, acts: Acts): readonly TalkModel[] {
  let day: string | null = null;
  return parts.html.talks.map((talk) => {
    const newDay = talk.day === day ? null : talk.day;
    day = talk.day;
    return talkModel(talk, newDay, parts, acts);
  });
}

function talkModel(talk: TalkHtml, day: string | null, { page, writing }: PageParts, acts: Acts): TalkModel {
  const edit = acts.edit === null ? null : editAddress(page.path, talk.slug);
  const rooms = writing.filter((room) => room.talkSlug === talk.slug);
  const people = rooms.flatMap((room) => room.people);
  const now = nowOf(rooms, "this talk", edit);
  return {
    slug: talk.slug,
    title: talk.title,
    titleHtml: talk.titleHtml,
    linked: !talk.titleHtml.includes("<a "),
    by: talk.speakers.map((speaker) => speaker.name ?? speaker.handle ?? speaker.site ?? "").join(", "),
    byHtml: talk.byHtml,
    html: talk.html,
    empty: talk.empty,
    day,
    acts: {
      edit,
      slides: acts.slides === null ? null : slidesAddress(page.path, talk.slug),
      history: acts.history === null ? null : historyAddress(page.path, { talk: talk.slug }),
      diff: null,
    },
    now,
    live: people.length === 0 ? null : `${people.length} writing`,
    version: hashOf([talk.title, talk.byHtml, talk.html, day ?? "", now?.people.label ?? ""]),
  };
}

/** Who writes now, in a sentence; null where nobody does. */
function nowOf(rooms: readonly Writing[], what: string, href: string | null): NowModel | null {
  const people = writersOf(rooms.flatMap((room) => room.people));
  if (people.faces.length === 0) return null;
  const alone = people.faces.length === 1;
  return {
    people,
    who: listed(people.faces.map((face) => face.short)),
    verb: alone ? "is writing" : "are writing",
    what,
    href,
    join: alone ? "Join" : "Join them",
  };
}

function oldOf({ page, old }: PageParts, clock: Clock): PageModel["old"] {
  if (old === null) return null;
  const { commit, touched } = old;
  const moment = momentOf(commit.date, clock);
  const names = [commit.author, ...commit.coAuthors].map((person) => person.name);
  const who = touched ? listed(facesOf(names).faces.map((face) => face.name)) : null;
  return { iso: moment.iso, when: moment.long, who, now: readAddress(page.path) };
}

/** "Seven talks by fourteen people in 212 saves; the last, Packfiles on a train, at 12:44." */
function colophonOf({ html, history }: PageParts, clock: Clock): ColophonModel {
  const [last] = history.saves;
  const talks = html.talks.length > 0 ? countedInWords(html.talks.length, "talk") : "a page";
  return {
    tally: sentence(
      `${talks} ${history.next === null ? creditsOf(history.saves) : `in over ${history.saves.length} saves`}`,
    ),
    last:
      last === undefined
        ? null
        : {
            title: titleOfSave(last),
            href: addressOfSave(last),
            iso: momentOf(last.date, clock).iso,
            when: momentOf(last.date, clock).long,
          },
  };
}

/** "by fourteen people in 212 saves", of a history that is given whole. */
export function creditsOf(saves: readonly Save[]): string {
  const people = new Set(saves.flatMap((save) => save.authors.map((author) => author.name)));
  const commits = new Set(saves.map((save) => save.commit));
  const by = people.size === 1 ? "one person" : `${inWords(people.size)} people`;
  return `by ${by} in ${countedInWords(commits.size, "save")}`;
}

/** Nothing but paragraphs: text that may stand in a page's head. */
function isProse(html: string): boolean {
  return !/<(?!\/?(?:p|a|em|strong|code|br|del|sub|sup|kbd)\b)/i.test(html);
}

function hashOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 10);
}
