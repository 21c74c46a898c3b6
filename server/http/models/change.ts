import type { Commit } from "../../wiki/ports.ts";
import { diffAddress, historyAddress, oldAddress, readAddress } from "./addresses.ts";
import { authorsOf, type PartOfSave, partOf, type SaveOfSeveral, type StepModel, stepsOf } from "./change-authors.ts";
import type { Crumb } from "./crumbs.ts";
import { type DiffWish, type FileDiff, fileDiff } from "./diff.ts";
import type { Faces } from "./people.ts";
import { type Ribbon, ribbonOf } from "./ribbon.ts";
import { ownWords, titleOfTalks } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, listed } from "./words.ts";

/** One file's part of what is shown. */
export interface ChangedPart {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly binary: boolean;
}

/** What a page of changes is made of. */
export interface ChangeParts {
  readonly files: readonly ChangedPart[];
  /** The title of the page, where one page is shown; "" for a commit of several files. */
  readonly title: string;
  /** Titles of the talks that were touched in it. */
  readonly talks: readonly string[];
  /** The one commit that is shown, or the last of a save's; null for what lies between two versions. */
  readonly commit: Commit | null;
  /** Null for all but a save of several people. */
  readonly save: SaveOfSeveral | null;
  /** For two versions: their commits, the older one first. */
  readonly between: { readonly from: Commit; readonly to: Commit } | null;
  /** The save of the same page before this one. */
  readonly previous: { readonly href: string; readonly date: number } | null;
  /** All lines are asked for. */
  readonly whole: boolean;
  /** The same page of changes with and without what is alike. */
  readonly addresses: { readonly all: string; readonly folded: string };
}

export interface ChangeModel {
  readonly heading: string;
  readonly crumbs: readonly Crumb[];
  readonly message: string | null;
  readonly people: Faces | null;
  readonly who: string;
  readonly iso: string;
  readonly when: string;
  /** "From Thu Oct 8 at 12:31 to today at 12:44", for two versions. */
  readonly span: string;
  /** Each author's own commit, where a save of several people is shown. */
  readonly steps: readonly StepModel[];
  /** For one commit of such a save. */
  readonly partOf: PartOfSave | null;
  readonly ribbon: Ribbon | null;
  readonly added: number;
  readonly removed: number;
  readonly ways: readonly { readonly href: string; readonly title: string; readonly back: boolean }[];
  readonly several: boolean;
  readonly files: readonly FileModel[];
  /** There are lines to show, in one column or two. */
  readonly tables: boolean;
  /** The way to all lines, or back to what changed; null where that is the same. */
  readonly fold: { readonly href: string; readonly title: string } | null;
  readonly command: string;
}

interface FileModel extends Omit<FileDiff, "marks" | "folded"> {
  readonly path: string;
  readonly href: string | null;
  /** "new", "removed"; null for one that was there before and is there after. */
  readonly fate: string | null;
}

/** Lines that stay around a change. */
const CONTEXT = 3;
/** The most files of one commit that are shown line by line. */
const MOST_FILES = 40;

/** What one commit changed, or what lies between two versions of a page. */
export function changeModel(parts: ChangeParts, clock: Clock): ChangeModel {
  const { commit, between } = parts;
  const several = parts.files.length > 1;
  const diffs = parts.files.map((file, index) => diffOf(file, parts, index >= MOST_FILES));
  const [only] = several ? [] : diffs;
  const people = commit === null ? null : authorsOf(commit, parts.save);
  const moment = momentOf((commit ?? between?.to)?.date ?? clock.now, clock);
  const folded = diffs.some((diff) => diff.folded);
  return {
    heading: headingOf(parts),
    crumbs: crumbs(parts),
    message: commit === null || several ? null : ownWords({ ...parts, message: commit.message }),
    people,
    who: people === null ? "" : listed(people.faces.map((face) => face.name)),
    iso: moment.iso,
    when: moment.long,
    span: between === null ? "" : spanOf(between, clock),
    steps: parts.save === null ? [] : stepsOf(parts.save),
    partOf: parts.save === null ? null : partOf(parts.save),
    ribbon: only === undefined || only.marks.length === 0 ? null : ribbonOf(only),
    added: diffs.reduce((sum, diff) => sum + diff.added, 0),
    removed: diffs.reduce((sum, diff) => sum + diff.removed, 0),
    ways: waysOf(parts, clock),
    several,
    files: parts.files.map((file, index) => fileModel(file, diffs[index])),
    tables: diffs.some((diff) => diff.hunks.length > 0),
    fold: foldOf(parts, folded),
    command: commandOf(parts),
  };
}

const NOTHING: FileDiff = { hunks: [], added: 0, removed: 0, marks: [], folded: false, plain: null };

function diffOf(file: ChangedPart, { whole, addresses }: ChangeParts, beyond: boolean): FileDiff {
  if (file.binary) return { ...NOTHING, plain: "Not text: there are no lines to compare." };
  if (beyond) return { ...NOTHING, plain: `Only the first ${MOST_FILES} files are shown line by line.` };
  const wish: DiffWish = {
    page: file.path.endsWith(".md"),
    context: whole ? Number.POSITIVE_INFINITY : CONTEXT,
    all: addresses.all,
  };
  return fileDiff(file.before, file.after, wish);
}

function fileModel(file: ChangedPart, { marks: _, folded: __, ...diff }: FileDiff = NOTHING): FileModel {
  const made = file.before === null && !file.binary ? "a new file" : null;
  const fate = file.after === null && !file.binary ? "taken away" : made;
  return { ...diff, path: file.path, href: file.after === null ? null : readAddress(file.path), fate };
}

/** "history / mergehaven.md / a41f9c2" */
function crumbs({ files, commit, between }: ChangeParts): readonly Crumb[] {
  const [file, ...others] = files;
  const path = file !== undefined && others.length === 0 ? file.path : null;
  const page = path === null ? [] : [{ text: path.split("/").at(-1) ?? path, href: historyAddress(path) }];
  const short = (one: Commit): string => one.oid.slice(0, 7);
  const last =
    between === null ? (commit === null ? "" : short(commit)) : `${short(between.from)}…${short(between.to)}`;
  return [{ text: "history", href: historyAddress() }, ...page, { text: last }];
}

/** The talks or the page that changed; for a commit of several files what its author says of it. */
function headingOf({ files, title, talks, commit, between }: ChangeParts): string {
  if (between !== null) return title;
  const [file, ...others] = files;
  if (others.length === 0) return file?.before === null ? title : titleOfTalks(talks, title);
  const subject = commit?.message.split("\n", 1)[0]?.trim();
  return subject || counted(files.length, "file");
}

function spanOf({ from, to }: { from: Commit; to: Commit }, clock: Clock): string {
  return `From ${momentOf(from.date, clock).long} to ${momentOf(to.date, clock).long}`;
}

function waysOf({ files, commit, between, previous }: ChangeParts, clock: Clock): ChangeModel["ways"] {
  const ways = [];
  if (previous !== null) ways.push({ href: previous.href, title: momentOf(previous.date, clock).short, back: true });
  const [file, ...others] = files;
  const shown = commit ?? between?.to;
  if (file === undefined || others.length > 0 || shown === undefined || !file.path.endsWith(".md")) return ways;
  if (file.after !== null) {
    ways.push({ href: oldAddress(file.path, shown.oid), title: "The page as it was", back: false });
  }
  ways.push({ href: readAddress(file.path), title: "The page now", back: false });
  return ways;
}

function foldOf({ whole, addresses }: ChangeParts, folded: boolean): ChangeModel["fold"] {
  if (whole) return { href: addresses.folded, title: "Only what changed" };
  return folded ? { href: addresses.all, title: "All lines" } : null;
}

function commandOf({ commit, save, between, files }: ChangeParts): string {
  if (commit !== null && save?.part !== false) return `git show ${commit.oid.slice(0, 7)}`;
  const from = save === null ? between?.from.oid : save.commits[0]?.parents[0];
  const to = save === null ? between?.to.oid : commit?.oid;
  const range = [from, to].map((oid) => (oid ?? "").slice(0, 7)).join(" ");
  const path = files[0]?.path ?? "";
  return `git diff ${range} -- ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`;
}

/** The address of a diff with and without equal lines. */
export function diffAddresses(path: string, from: string, to: string): ChangeParts["addresses"] {
  return { all: diffAddress(path, { from, to, all: "1" }), folded: diffAddress(path, { from, to }) };
}
