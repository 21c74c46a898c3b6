import type { PageDiff } from "../../render/page-diff.ts";
import type { Commit } from "../../wiki/ports.ts";
import { commitAddress, diffAddress, historyAddress, oldAddress, readAddress } from "./addresses.ts";
import { authorsOf, type PartOfSave, partOf, type SaveOfSeveral, type StepModel, stepsOf } from "./change-authors.ts";
import type { Crumb } from "./crumbs.ts";
import { type DiffWish, type FileDiff, type Gap, type HunkModel, NO_DIFF } from "./diff.ts";
import { gapName } from "./diff-rows.ts";
import { type Look, lookQuery, type View } from "./look.ts";
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
  readonly look: Look;
  /** The same page of changes, looked at in another way. */
  readonly address: (look: Look) => string;
}

/** What comparing gave. */
export interface Compared {
  /** One for each file; null for one that would have taken too long. None where the page is shown as rendered. */
  readonly files: readonly (FileDiff | null)[];
  /** The page as rendered; null where it was not asked for, or would have taken too long. */
  readonly page: PageDiff | null;
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
  /** The page as rendered, with what has come and gone marked; null for the lines of the source. */
  readonly rendered: RenderedModel | null;
  /** Side by side, in one column, as rendered; none where there is nothing to look at. */
  readonly views: readonly ViewModel[];
  /** The way to hide changes of white space, or to show them. */
  readonly space: { readonly href: string; readonly title: string } | null;
  /** The way from one talk to all of the page; null where all is shown. */
  readonly every: { readonly href: string; readonly title: string } | null;
  /** "12 lines only moved"; null where none did. */
  readonly moved: string | null;
  /** The way to all lines, or back to what changed; null where that is the same. */
  readonly fold: { readonly href: string; readonly title: string } | null;
  readonly command: string;
}

interface RenderedModel {
  readonly html: string;
  /** Why there is nothing marked, in a sentence; null where something is. */
  readonly plain: string | null;
}

interface ViewModel {
  readonly view: View;
  readonly href: string;
  readonly title: string;
  /** The key that leads there. */
  readonly key: string;
  readonly chosen: boolean;
}

/** Equal lines that are left out, and the ways to see them. */
interface GapModel {
  readonly words: string;
  /** For each of the two tables, with the place in it. */
  readonly one: string;
  readonly two: string;
}

interface FileModel extends Omit<FileDiff, "marks" | "folded" | "moved" | "end" | "hunks"> {
  readonly hunks: readonly (Omit<HunkModel, "gap"> & { readonly gap: GapModel | null })[];
  readonly end: GapModel | null;
  /** Both tables are there. */
  readonly sides: boolean;
  readonly path: string;
  readonly href: string | null;
  /** "new", "removed"; null for one that was there before and is there after. */
  readonly fate: string | null;
}

/** Lines that stay around a change. */
const CONTEXT = 3;
/** The most files of one commit that are shown line by line. */
const MOST_FILES = 40;

/** How each file is to be compared; null for one of which no lines are shown. */
export function wishesOf({ files, look }: Pick<ChangeParts, "files" | "look">): readonly (DiffWish | null)[] {
  return files.map((file, index) => {
    if (isUnshown(file, index)) return null;
    const opened = look.opened.map((gap) => gap.split("-").map(Number));
    return {
      page: file.path.endsWith(".md"),
      context: look.whole ? Number.POSITIVE_INFINITY : CONTEXT,
      opened: opened.flatMap(([of, gap = 0]) => (of === index ? [gap] : [])),
      hideSpace: look.hideSpace,
      sides: look.view === "side",
      talk: look.talk,
      file: index,
    };
  });
}

/** Whether a page of changes can be shown as rendered: one page, in two versions. */
export function isRenderable({ files }: Pick<ChangeParts, "files">): boolean {
  const [file, ...others] = files;
  return file !== undefined && others.length === 0 && file.path.endsWith(".md") && !file.binary;
}

/** What one commit changed, or what lies between two versions of a page. */
export function changeModel(parts: ChangeParts, compared: Compared, clock: Clock): ChangeModel {
  const { commit, between, look } = parts;
  const several = parts.files.length > 1;
  const diffs = parts.files.map((file, index) => diffOf(file, index, compared));
  const [only] = several ? [] : diffs;
  const people = commit === null ? null : authorsOf(commit, parts.save);
  const moment = momentOf((commit ?? between?.to)?.date ?? clock.now, clock);
  const folded = diffs.some((diff) => diff.folded);
  const moved = diffs.reduce((sum, diff) => sum + diff.moved, 0);
  const tables = diffs.some((diff) => diff.hunks.length > 0);
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
    moved: moved === 0 ? null : `${counted(moved, "line")} only moved`,
    ways: waysOf(parts, clock),
    several,
    files: parts.files.map((file, index) => fileModel(file, index, diffs[index] ?? NO_DIFF, parts)),
    rendered: look.view === "page" ? renderedOf(compared.page) : null,
    views: tables || look.hideSpace || look.talk !== null ? viewsOf(parts) : [],
    space: tables || look.hideSpace ? spaceOf(parts) : null,
    every:
      look.talk === null
        ? null
        : { href: parts.address({ ...look, talk: null, opened: [] }), title: "All of the page" },
    fold: look.view === "page" ? null : foldOf(parts, folded),
    command: commandOf(parts),
  };
}

const TOO_MUCH = "These two versions differ too much to be compared here. Git does it in a clone.";

function isUnshown(file: ChangedPart, index: number): boolean {
  return file.binary || index >= MOST_FILES;
}

function diffOf(file: ChangedPart, index: number, { files }: Compared): FileDiff {
  if (file.binary) return { ...NO_DIFF, plain: "Not text: there are no lines to compare." };
  if (isUnshown(file, index))
    return { ...NO_DIFF, plain: `Only the first ${MOST_FILES} files are shown line by line.` };
  return files[index] ?? { ...NO_DIFF, plain: TOO_MUCH };
}

function renderedOf(page: PageDiff | null): RenderedModel {
  if (page === null) return { html: "", plain: TOO_MUCH };
  const same = "Nothing differs in the page as it is read.";
  return { html: page.html, plain: page.changes === 0 ? same : null };
}

function viewsOf(parts: ChangeParts): readonly ViewModel[] {
  const { look, address } = parts;
  const views: readonly (readonly [View, string, string])[] = [
    ["side", "Side by side", "s"],
    ["unified", "One column", "u"],
    ...(isRenderable(parts) ? ([["page", "As read", "r"]] as const) : []),
  ];
  return views.map(([view, title, key]) => ({
    view,
    title,
    key,
    href: address({ ...look, view }),
    chosen: view === look.view,
  }));
}

function spaceOf({ look, address }: ChangeParts): ChangeModel["space"] {
  if (look.view === "page") return null;
  const title = look.hideSpace ? "Show changes of space" : "Hide changes of space";
  return { href: address({ ...look, hideSpace: !look.hideSpace, opened: [] }), title };
}

function fileModel(file: ChangedPart, index: number, diff: FileDiff, { look, address }: ChangeParts): FileModel {
  const { marks: _, folded: __, moved: ___, ...shown } = diff;
  const made = file.before === null && !file.binary ? "a new file" : null;
  const fate = file.after === null && !file.binary ? "taken away" : made;
  const gapModel = (gap: Gap | null): GapModel | null => {
    if (gap === null) return null;
    const href = address({ ...look, opened: [...look.opened, `${index}-${gap.number}`] });
    const place = (table: "o" | "t"): string => `${href}#${gapName(table, index, gap.number)}`;
    return { words: gap.words, one: place("o"), two: place("t") };
  };
  return {
    ...shown,
    hunks: diff.hunks.map((hunk) => ({ ...hunk, gap: gapModel(hunk.gap) })),
    end: gapModel(diff.end),
    sides: look.view === "side",
    path: file.path,
    href: file.after === null ? null : readAddress(file.path),
    fate,
  };
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

function foldOf({ look, address }: ChangeParts, folded: boolean): ChangeModel["fold"] {
  if (look.whole) return { href: address({ ...look, whole: false }), title: "Only what changed" };
  return folded ? { href: address({ ...look, whole: true }), title: "All lines" } : null;
}

function commandOf({ commit, save, between, files }: ChangeParts): string {
  if (commit !== null && save?.part !== false) return `git show ${commit.oid.slice(0, 7)}`;
  const from = save === null ? between?.from.oid : save.commits[0]?.parents[0];
  const to = save === null ? between?.to.oid : commit?.oid;
  const range = [from, to].map((oid) => (oid ?? "").slice(0, 7)).join(" ");
  const path = files[0]?.path ?? "";
  return `git diff ${range} -- ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`;
}

/** A diff's address, looked at in any way. @param from "" where there was nothing before. */
export function diffAddresses(path: string, from: string, to: string): ChangeParts["address"] {
  return (look) => diffAddress(path, { from, to }, lookQuery(look));
}

/** A commit's address, looked at in any way. */
export function commitAddresses(commit: string, alone: boolean): ChangeParts["address"] {
  return (look) => commitAddress(commit, { alone, look: lookQuery(look) });
}
