import type { PagePath } from "../../text/page-path.ts";
import type { Oid } from "../../wiki/ports.ts";
import type { Save, Saves } from "../../wiki/wiki.ts";
import {
  blameAddress,
  commitAddress,
  diffAddress,
  historyAddress,
  moveAddress,
  nounFor,
  oldAddress,
  readAddress,
} from "./addresses.ts";
import { creditsOf } from "./colophon.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { type Cast, castOf, type Faces, facesOf } from "./people.ts";
import { type Ribbon, ribbonOf } from "./ribbon.ts";
import { runsBy } from "./runs.ts";
import { addressOfSave, isNewPage, ownWords, titleOfSave } from "./save.ts";
import { type TakingBack, takingBack } from "./taking-back.ts";
import { type Clock, dayHeading, momentOf } from "./time.ts";
import { emptySearch, type FoundWord, introOfSearch, mentionOf } from "./word-search.ts";
import { inWords, listed, sentence } from "./words.ts";

/** What a history is made of: of one page, or of the whole wiki. */
export interface HistoryParts {
  /** Null for the whole wiki. */
  readonly page: {
    readonly path: PagePath;
    readonly title: string;
    /** Its newest bytes; null where it is gone, or cannot be written. */
    readonly now: Oid | null;
    /** Its talks now. */
    readonly talks: readonly { readonly slug: string; readonly title: string }[];
  } | null;
  /** The talk asked for; null for all of the page. */
  readonly talk: string | null;
  /** The list begins after this commit; null for the newest. */
  readonly before: string | null;
  /** As asked for in the address, to be kept in the links; null for the usual length. */
  readonly limit: string | null;
  readonly history: Saves;
  /** The word that was searched for, and what of it was found; the history is of the saves that did that. */
  readonly found?: FoundWord;
  /** Tags by the commit that they name. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

export interface HistoryModel {
  readonly heading: string;
  readonly crumbs: readonly Crumb[] | null;
  readonly intro: string;
  readonly action: string;
  /** "Talk" or "Part", over the menu of them. */
  readonly noun: string;
  /** The first choice of the talk menu: "all seven". */
  readonly every: string;
  readonly talks: readonly { readonly slug: string; readonly title: string; readonly chosen: boolean }[];
  readonly days: readonly DayModel[];
  /** Where two of its versions are compared; null where there are none to choose from. */
  readonly compare: { readonly action: string; readonly talk: string | null } | null;
  /** Who wrote each line of the page, or of the talk; null for the whole wiki, and for a page that is gone. */
  readonly blame: string | null;
  /** Where the page is moved or deleted; null beside what is only a talk's, or of a page that is gone. */
  readonly move: string | null;
  readonly empty: string;
  readonly older: string | null;
  /** What the way to older saves is called. */
  readonly olderTitle: string;
  readonly newest: string | null;
  /** Where a word is searched for in the page's history; null for the history of all pages. */
  readonly search: { readonly action: string; readonly word: string; readonly all: string | null } | null;
}

interface DayModel {
  readonly title: string;
  readonly note: string | null;
  readonly saves: readonly SaveModel[];
}

interface SaveModel {
  readonly iso: string;
  readonly clock: string;
  readonly title: string;
  readonly href: string;
  /** The page it is about, where the list is of many pages and the title does not say it. */
  readonly event: string | null;
  readonly eventHref: string;
  readonly message: string | null;
  /** What it did to the word that is searched for; null where none is. */
  readonly mention: string | null;
  /** Names that somebody has given to the version it left. */
  readonly tags: readonly { readonly name: string; readonly href: string | null }[];
  readonly people: Faces;
  readonly who: string;
  readonly ribbon: Ribbon;
  readonly added: number;
  readonly removed: number;
  readonly was: string | null;
  /** A version that can be compared with another, and whether it is one of the two to begin with; null for none. */
  readonly version: { readonly commit: string; readonly from: boolean; readonly to: boolean } | null;
  /** In a page's history: what can be done about it, and what it is called there. */
  readonly back: (TakingBack & { readonly of: string }) | null;
  /** Short id. */
  readonly commit: string;
  readonly commitHref: string;
}

const RIBBON_KEY = "Each bar is the page laid on its side, first line at the left; the marks show where it changed.";

/** @param path of the page whose history it is; null for that of all pages. */
function wordsOf(save: Save, path: PagePath | null): string | null {
  const words = ownWords(save) ?? (isNewPage(save) ? "a new page" : null);
  const was = [...calledThen(save), ...(path === null || save.path === path ? [] : [`was at ${save.path}`])].join(", ");
  if (was === "") return words;
  return words === null ? was : `${words} (${was})`;
}

/** What the talk was called, whose history it is. */
function calledThen({ talk }: Save): string[] {
  if (talk?.until) return [`was called ${talk.until} until then`];
  return talk?.called ? [`was called ${talk.called}`] : [];
}

/** Saves by day, newest first. */
export function historyModel(parts: HistoryParts, clock: Clock): HistoryModel {
  const { page, talk, history } = parts;
  const talks = page?.talks ?? [];
  const versions = versionsIn(parts);
  const { found } = parts;
  const query = {
    ...(talk === null ? {} : { talk }),
    ...(found && { word: found.word }),
    ...(parts.limit === null ? {} : { limit: parts.limit }),
  };
  return {
    heading: page === null ? "Changes" : `History of ${page.title}`,
    crumbs: page === null ? null : crumbsOf(page.path, readAddress(page.path)),
    intro: introOf(parts, clock),
    action: historyAddress(page?.path),
    noun: sentence(nounFor(page?.path ?? "")),
    every: talks.length === 2 ? "both" : `all ${inWords(talks.length)}`,
    talks: talks.length > 1 ? talks.map((one) => ({ ...one, chosen: one.slug === talk })) : [],
    days: daysOf(parts, versions, clock),
    compare: page === null || versions.length === 0 ? null : { action: diffAddress(page.path, {}), talk },
    move: page?.now && talk === null ? moveAddress(page.path) : null,
    blame: page?.now ? blameAddress(page.path, talk === null ? {} : { talk }) : null,
    empty: emptyWords(parts),
    older: history.next === null ? null : historyAddress(page?.path, { ...query, before: history.next }),
    olderTitle: found ? "Search further back" : "Older saves",
    newest: parts.before === null ? null : historyAddress(page?.path, query),
    search: page && {
      action: historyAddress(page.path),
      word: found?.word ?? "",
      all: found ? historyAddress(page.path) : null,
    },
  };
}

function introOf({ page, talk, before, history, found }: HistoryParts, clock: Clock): string {
  if (found) return introOfSearch(found, history);
  if (history.saves.length === 0) return "";
  if (page === null) return `What was saved in the whole wiki, newest first. ${RIBBON_KEY}`;
  const first = history.saves.at(-1);
  const whole = talk === null && before === null && history.next === null && first !== undefined;
  if (!whole) return RIBBON_KEY;
  const since = momentOf(first.date, clock).long.replace(/ at .*$/, "");
  const { people, saves } = creditsOf(countedIn(history.saves));
  return `${sentence(saves)} by ${people} since ${since}. ${RIBBON_KEY}`;
}

function countedIn(saves: readonly Save[]): { people: number; saves: number } {
  const people = new Set(saves.flatMap((save) => save.authors.map((author) => author.name)));
  return { people: people.size, saves: new Set(saves.map((save) => save.commit)).size };
}

function emptyWords({ talk, before, history, found }: HistoryParts): string {
  if (found) return emptySearch(found, { older: history.next !== null, since: before !== null });
  if (history.next !== null)
    return "None of the saves that were looked through has touched this talk. There are older ones.";
  if (before !== null) return "Nothing is older than that.";
  if (talk !== null) return "No save has touched this talk yet.";
  return "Nothing was ever saved here. The first save is the beginning of the history.";
}

/** The saves that can be compared with one another: those that left a page at this address. None where it is one alone. */
function versionsIn({ page, history }: HistoryParts): readonly Save[] {
  const versions = history.saves.filter((save) => save.path === page?.path && save.after !== null);
  return versions.length > 1 ? versions : [];
}

function daysOf(parts: HistoryParts, versions: readonly Save[], clock: Clock): readonly DayModel[] {
  const { saves } = parts.history;
  // From the oldest on, so that a newcomer does not change the colour of who was there before.
  const cast = castOf(saves.toReversed().flatMap((save) => save.authors.map((author) => author.name)));
  return runsBy(saves, (save) => momentOf(save.date, clock).dayKey).map(({ items }) => ({
    ...dayHeading(items[0]?.date ?? 0, clock),
    saves: items.map((save) => saveModel(save, { parts, versions, cast, clock })),
  }));
}

/** Null where the save took the page away, and for what is no page. */
function taggedAddress(save: Save, tag: string): string | null {
  const isPage = save.after !== null && save.path.endsWith(".md");
  return isPage ? oldAddress(save.path, tag.split("/").map(encodeURIComponent).join("/")) : null;
}

interface SaveContext {
  readonly parts: HistoryParts;
  readonly versions: readonly Save[];
  readonly cast: Cast;
  readonly clock: Clock;
}

function saveModel(save: Save, { parts, versions, cast, clock }: SaveContext): SaveModel {
  const { page, talk, found } = parts;
  const title = titleOfSave(save);
  const moment = momentOf(save.date, clock);
  const people = facesOf(
    save.authors.map((author) => author.name),
    cast,
  );
  const back = page === null || save.path !== page.path ? null : takingBack(save, page.now);
  return {
    iso: moment.iso,
    clock: moment.clock,
    title,
    href: addressOfSave(save, save.talk?.slug ?? talk),
    event: page === null && title !== save.title ? save.title : null,
    eventHref: readAddress(save.path),
    message: wordsOf(save, page?.path ?? null),
    mention: found ? mentionOf(save, found) : null,
    tags: (parts.tags.get(save.commit) ?? []).map((name) => ({ name, href: taggedAddress(save, name) })),
    people,
    who: listed(people.faces.map((face) => face.short)),
    ribbon: ribbonOf(save),
    added: save.added,
    removed: save.removed,
    was: save.path.endsWith(".md") ? oldAddress(save.path, save.commit) : null,
    version: versions.includes(save)
      ? { commit: save.commit, from: save === versions[1], to: save === versions[0] }
      : null,
    back: back && { ...back, of: `${title}, ${moment.long}` },
    commit: save.commit.slice(0, 7),
    commitHref: commitAddress(save.commit),
  };
}
