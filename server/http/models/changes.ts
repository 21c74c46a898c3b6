import type { FileSince, Since } from "../../wiki/looking-back.ts";
import type { Oid } from "../../wiki/ports.ts";
import { changesAddress, commitAddress, diffAddress, historyAddress, readAddress } from "./addresses.ts";
import { type Cast, castOf, type Faces, facesOf } from "./people.ts";
import { type Ribbon, ribbonOf } from "./ribbon.ts";
import { titleOfTalks } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { countedInWords, inWords, listed, sentence } from "./words.ts";

/** Where a span of changes begins. */
export interface Beginning {
  readonly kind: "visit" | "day" | "time" | "commit";
  /** Milliseconds since the epoch; of a commit, when it was made. */
  readonly at: number;
  /** The commit that was asked for. */
  readonly commit?: Oid;
}

export interface ChangesParts {
  readonly beginning: Beginning;
  readonly since: Since;
  /** The last commit before the span; null where there is none. */
  readonly from: Oid | null;
  /** The newest commit that is told of. */
  readonly to: Oid;
  /** Files left out before the first that is shown. */
  readonly skip: number;
  /** When the viewer was here before, ms; null where that is not known. */
  readonly visit: number | null;
  /** `since` as it was asked for; null where it was not. */
  readonly asked: string | null;
  /** An end was asked for: what came after it is not told. */
  readonly pinned: boolean;
  /** When these days began, ms. */
  readonly today: number;
  readonly yesterday: number;
  readonly lastWeek: number;
}

export interface ChangesModel {
  readonly heading: string;
  readonly intro: string;
  readonly choices: readonly { readonly title: string; readonly href: string; readonly chosen: boolean }[];
  /** For the date field: the day that is shown, and the last that can be. */
  readonly day: string;
  readonly lastDay: string;
  readonly files: readonly FileModel[];
  readonly empty: string;
  /** What is not in the list; null where nothing is. */
  readonly untold: string | null;
  readonly more: string | null;
  readonly newest: string | null;
}

interface FileModel {
  readonly title: string;
  readonly href: string;
  /** "new", "deleted", "moved from …"; null for what only changed. */
  readonly fate: string | null;
  readonly path: string;
  /** Where it is read; null where it is gone. */
  readonly pathHref: string | null;
  /** The talks that differ; null where there are none to tell. */
  readonly talks: string | null;
  readonly people: Faces;
  /** "Maren and Tobias, five saves" */
  readonly who: string;
  readonly iso: string;
  readonly when: string;
  /** Null where nothing of it can be counted in lines, or nothing differs. */
  readonly lines: { readonly ribbon: Ribbon; readonly added: number; readonly removed: number } | null;
  /** Null for a file that is no page. */
  readonly historyHref: string | null;
}

/** Names in a row before they are counted. */
const MOST_NAMES = 3;

/** What changed, page by page. */
export function changesModel(parts: ChangesParts, clock: Clock): ChangesModel {
  const { since, skip, asked } = parts;
  const cast = castOf(since.authors.map((author) => author.name));
  const end = skip + since.files.length;
  const query = { ...(asked !== null && { since: asked }) };
  const kept = { since: sinceOf(parts), until: parts.to };
  return {
    heading: headingOf(parts.beginning, clock),
    intro: introOf(parts, clock),
    choices: choicesOf(parts, clock),
    day: momentOf(parts.beginning.at, clock).dayKey,
    lastDay: momentOf(parts.today, clock).dayKey,
    files: since.files.map((file) => fileOf(file, parts.from, cast, clock)),
    empty: skip > 0 ? "No more pages changed." : "Nothing changed since then. Look further back, or come again later.",
    untold:
      since.untold === 0 || end < since.count
        ? null
        : `${sentence(countedInWords(since.untold, "file"))} changed longer ago than is told here. Choose a later day, or ask git in a clone.`,
    more: end < since.count ? changesAddress({ ...kept, skip: String(end) }) : null,
    newest: skip > 0 || parts.pinned ? changesAddress(query) : null,
  };
}

/** All that differs in a file, from its beginning to its end: one diff, or the commit of a file that has no lines. */
export function diffOfFile({ path, commit, fate }: FileSince, from: Oid | null): string {
  if (!path.endsWith(".md")) return commitAddress(commit);
  // Before the first commit there is nothing to compare with, and what is the same has no diff.
  if (from === null || fate === "passing" || fate === "same") return historyAddress(path);
  return diffAddress(path, { from, to: commit });
}

/** The beginning as it is kept in the way to the next part: the last visit is another one by then. */
function sinceOf({ beginning, asked }: ChangesParts): string {
  return asked ?? new Date(beginning.at).toISOString();
}

function headingOf(beginning: Beginning, clock: Clock): string {
  if (beginning.kind === "visit") return "What changed since your last visit";
  if (beginning.kind === "commit") return `What changed since ${beginning.commit?.slice(0, 7)}`;
  const { long } = momentOf(beginning.at, clock);
  return `What changed since ${beginning.kind === "day" ? long.replace(/ at .*$/, "") : long}`;
}

function introOf({ beginning, since, pinned }: ChangesParts, clock: Clock): string {
  const moment = timeOf(beginning.at, clock);
  const from = { visit: `You were here ${moment}. `, commit: `That was saved ${moment}. `, day: "", time: "" };
  const end = pinned ? " What came since this list was begun is not in it." : "";
  if (since.count === 0) return `${from[beginning.kind]}${end}`.trim();
  const people = since.authors.length === 1 ? "one person" : `${inWords(since.authors.length)} people`;
  const pages = countedInWords(since.count, "page");
  return `${from[beginning.kind]}${sentence(countedInWords(since.saves, "save"))} by ${people} on ${pages}; those that changed last come first.${end}`;
}

function choicesOf(parts: ChangesParts, clock: Clock): ChangesModel["choices"] {
  const { visit, beginning } = parts;
  const days = [
    ["Today", parts.today],
    ["Yesterday", parts.yesterday],
    ["Last week", parts.lastWeek],
  ] as const;
  const chosenDay = beginning.kind === "day" ? beginning.at : null;
  return [
    ...(visit === null
      ? []
      : [{ title: "Your last visit", href: changesAddress(), chosen: beginning.kind === "visit" }]),
    ...days.map(([title, at]) => ({
      title,
      href: changesAddress({ since: momentOf(at, clock).dayKey }),
      chosen: at === chosenDay,
    })),
  ];
}

function fileOf(file: FileSince, from: Oid | null, cast: Cast, clock: Clock): FileModel {
  const moment = momentOf(file.date, clock);
  const people = facesOf(
    file.authors.map((author) => author.name),
    cast,
  );
  const gone = file.fate === "deleted" || file.fate === "passing";
  const talks = file.fate === "changed" || file.fate === "moved" ? titleOfTalks(file.talks, "") : "";
  const saves = countedInWords(file.saves, "save");
  return {
    title: file.title,
    href: diffOfFile(file, from),
    fate: fateWords(file),
    path: file.path,
    pathHref: gone ? null : readAddress(file.path),
    talks: talks || null,
    people,
    who: `${namesOf(people)}, ${saves}`,
    iso: moment.iso,
    when: moment.short,
    lines:
      file.added + file.removed === 0 ? null : { ribbon: ribbonOf(file), added: file.added, removed: file.removed },
    historyHref: file.path.endsWith(".md") ? historyAddress(file.path) : null,
  };
}

function fateWords({ fate, was, path }: FileSince): string | null {
  const thing = path.endsWith(".md") ? "page" : "file";
  const words = {
    changed: null,
    new: `a new ${thing}`,
    moved: `moved from ${was}`,
    deleted: "deleted",
    passing: "made and deleted again",
    same: "reads as it did",
  };
  return words[fate];
}

function namesOf({ faces }: Faces): string {
  const names = faces.map((face) => face.short);
  return names.length <= MOST_NAMES
    ? listed(names)
    : `${listed(names.slice(0, 1))} and ${inWords(names.length - 1)} more`;
}

/** "today at 9:10", "on Mon Nov 16 at 9:10". */
function timeOf(at: number, clock: Clock): string {
  const { long } = momentOf(at, clock);
  return /^(?:today|yesterday)/.test(long) ? long : `on ${long}`;
}
