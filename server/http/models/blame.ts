import { parseEvent, type Talk, talkBySlug } from "../../text/event.ts";
import { linesOf } from "../../text/lines.ts";
import type { Commit } from "../../wiki/ports.ts";
import type { BlamedPage, BlamedRun } from "../../wiki/wiki.ts";
import { blameAddress, commitAddress, historyAddress, nounFor, oldAddress, readAddress } from "./addresses.ts";
import { type Age, type AgeShare, ageOf, agesOf } from "./ages.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { type Cast, castOf, type Faces, facesOf } from "./people.ts";
import { addressOfSave } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, countedInWords, inDigits, inWords, listed, sentence } from "./words.ts";

/** What a page of who wrote each line is made of. */
export interface BlameParts {
  readonly page: BlamedPage;
  /** Slug of the one talk to show; null for all of the page. */
  readonly talk: string | null;
  /** The commit it is read at, for a page as it was; null for the newest. */
  readonly old: Commit | null;
  /** Something is typed there that is not saved. */
  readonly unsaved: boolean;
}

export interface BlameModel {
  readonly heading: string;
  readonly crumbs: readonly Crumb[];
  readonly intro: string;
  readonly empty: string;
  readonly unsaved: boolean;
  readonly action: string;
  /** The version that the menu of talks stays with; null for the newest. */
  readonly at: string | null;
  /** "Talk" or "Part", over the menu of them, and its first choice. */
  readonly noun: string;
  readonly every: string;
  readonly talks: readonly { readonly slug: string; readonly title: string; readonly chosen: boolean }[];
  readonly old: { readonly iso: string; readonly when: string; readonly now: string } | null;
  /** Ways on: the page as it is read, and its history. */
  readonly read: string;
  readonly history: string;
  readonly ages: readonly AgeShare[];
  readonly runs: readonly RunModel[];
}

/** Lines that one save wrote. */
interface RunModel {
  readonly age: Age["step"];
  readonly people: Faces;
  readonly who: string;
  readonly iso: string;
  readonly when: string;
  /** The first line of the save's message, for runs with room for it. */
  readonly message: string | null;
  /** What the save changed; for lines of which it is not known which save wrote them, a version that has them. */
  readonly href: string;
  readonly older: boolean;
  /** Who wrote each line before that save; null where there was no page. */
  readonly before: string | null;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

/** Null where the page has no talk of that name. */
export function blameModel(parts: BlameParts, clock: Clock): BlameModel | null {
  const { page, talk, old } = parts;
  const { path, text } = page;
  const event = parseEvent(text);
  const shown = talk === null ? null : talkBySlug(event, talk);
  if (talk !== null && !shown) return null;
  const runs = runsIn(page, shown ?? null);
  const moment = old && momentOf(old.date, clock);
  const title = shown?.title || event.title || (path.split("/").at(-1) ?? path).replace(/\.md$/, "");
  return {
    heading: `Who wrote ${title}`,
    crumbs: crumbsOf(path, old ? oldAddress(path, page.commit) : readAddress(path)),
    intro: introOf(runs, clock),
    empty: "There is no line here yet.",
    unsaved: parts.unsaved,
    action: blameAddress(path),
    at: old && page.commit,
    noun: sentence(nounFor(path)),
    every: event.talks.length === 2 ? "both" : `all ${inWords(event.talks.length)}`,
    talks: event.talks.length > 1 ? event.talks.map(({ slug, title }) => ({ slug, title, chosen: slug === talk })) : [],
    old: moment && { iso: moment.iso, when: moment.long, now: blameAddress(path) },
    read: `${old ? oldAddress(path, page.commit) : readAddress(path)}${talk === null ? "" : `#${talk}`}`,
    history: historyAddress(path, talk === null ? {} : { talk }),
    ages: agesOf(
      runs.map(({ by, from, to }) => ({ date: by.date, lines: to - from })),
      clock,
    ),
    runs: runModels(runs, page, clock),
  };
}

/** The runs of a page, or what of them is in a talk. */
export function runsIn({ text, runs }: BlamedPage, talk: Talk | null): BlamedRun[] {
  if (talk === null) return [...runs];
  const lines = linesOf(text);
  const inside = lines.flatMap((line, index) => (line.from >= talk.from && line.from < talk.to ? [index] : []));
  const [first, last] = [inside[0] ?? 0, (inside.at(-1) ?? -1) + 1];
  return runs.flatMap((run) => {
    const [from, to] = [Math.max(run.from, first), Math.min(run.to, last)];
    return from < to ? [{ ...run, from, to }] : [];
  });
}

/** "336 lines by nine people in 34 saves, the oldest from Mon Jun 20 2016." */
function introOf(runs: readonly BlamedRun[], clock: Clock): string {
  const [oldest] = runs.map(({ by }) => by.date).sort((a, b) => a - b);
  if (oldest === undefined) return "";
  const known = runs.filter(({ older }) => !older);
  const [all, told] = [linesIn(runs), linesIn(known)];
  const when = momentOf(oldest, clock).long;
  if (told === 0) return `${counted(all, "line")}, from before ${when}.`;
  if (told < all)
    return `${counted(all, "line")}: ${inDigits(told)} ${creditsOf(known)}, the others from before ${when}.`;
  return `${counted(all, "line")} ${creditsOf(runs)}, the oldest from ${when}.`;
}

function linesIn(runs: readonly BlamedRun[]): number {
  return runs.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** "by nine people in 34 saves" */
function creditsOf(runs: readonly BlamedRun[]): string {
  const people = new Set(runs.flatMap(namesOf)).size;
  const saves = new Set(runs.map(({ commit }) => commit)).size;
  return `by ${people === 1 ? "one person" : `${inWords(people)} people`} in ${countedInWords(saves, "save")}`;
}

function namesOf({ by }: BlamedRun): string[] {
  return [by.author, ...by.coAuthors].map((person) => person.name);
}

function runModels(runs: readonly BlamedRun[], { text }: BlamedPage, clock: Clock): RunModel[] {
  const lines = linesOf(text);
  // From the oldest on, so that a newcomer does not change the colour of who was there before.
  const cast = castOf([...runs].sort((a, b) => a.by.date - b.by.date).flatMap(namesOf));
  return runs.map((run) => ({
    ...headOf(run, cast, clock),
    lines: lines
      .slice(run.from, run.to)
      .map(({ from, to }, at) => ({ number: run.from + at + 1, text: text.slice(from, to) })),
  }));
}

function headOf(run: BlamedRun, cast: Cast, clock: Clock): Omit<RunModel, "lines"> {
  const { by, path, previous, older } = run;
  const moment = momentOf(by.date, clock);
  const people = facesOf(namesOf(run), cast);
  const message = by.message.split("\n", 1)[0]?.trim() ?? "";
  return {
    age: ageOf(by.date, clock).step,
    people,
    who: listed(people.faces.map((face) => face.short)),
    iso: moment.iso,
    when: moment.long,
    message: run.to - run.from > 1 && !older && message !== "" ? message : null,
    href: older ? oldAddress(path, by.oid) : addressOfRun(run),
    older,
    before: previous && blameAddress(previous.path, { at: previous.commit }),
  };
}

/** What the save changed in the page; all of it where it brought the page here from elsewhere. */
function addressOfRun({ by, path, previous }: BlamedRun): string {
  if (previous && previous.path !== path) return commitAddress(by.oid);
  return addressOfSave({ commit: by.oid, parent: previous?.commit ?? by.parents[0] ?? null, path });
}
