import type { PageDiff } from "../../render/page-diff.ts";
import type { Commit } from "../../wiki/ports.ts";
import { historyAddress, oldAddress, readAddress } from "./addresses.ts";
import { authorsOf, type PartOfSave, partOf, type StepModel, stepsOf } from "./change-authors.ts";
import { diffOf, type FileModel, fileModel, TOO_MUCH } from "./change-files.ts";
import type { ChangeParts, Compared } from "./change-parts.ts";
import { foldOf, type OtherLook, spaceOf, type ViewModel, viewsOf } from "./change-views.ts";
import type { Crumb } from "./crumbs.ts";
import { NO_DIFF } from "./diff.ts";
import type { Faces } from "./people.ts";
import { type Ribbon, ribbonOf } from "./ribbon.ts";
import { ownWords, titleOfTalks } from "./save.ts";
import type { TakingBack } from "./taking-back.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, listed } from "./words.ts";

export interface ChangeModel {
  readonly heading: string;
  readonly crumbs: readonly Crumb[];
  readonly message: string | null;
  /** The branch or tag that has it, where the notes have not; else null. */
  readonly aside: string | null;
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
  /** What can be done about it, where it is one file's; several have each their own. */
  readonly takingBack: TakingBack | null;
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
  readonly space: OtherLook | null;
  /** The way from one talk to all of the page; null where all is shown. */
  readonly every: OtherLook | null;
  /** "12 lines only moved"; null where none did. */
  readonly moved: string | null;
  /** The way to all lines, or back to what changed; null where that is the same. */
  readonly fold: OtherLook | null;
  readonly command: string;
}

interface RenderedModel {
  readonly html: string;
  /** Why there is nothing marked, in a sentence; null where something is. */
  readonly plain: string | null;
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
    aside: parts.aside,
    people,
    who: people === null ? "" : listed(people.faces.map((face) => face.name)),
    iso: moment.iso,
    when: moment.long,
    span: between === null ? "" : spanOf(between, clock),
    steps: parts.save === null ? [] : stepsOf(parts.save),
    partOf: parts.save === null ? null : partOf(parts.save),
    takingBack: several ? null : (parts.takingBack[0] ?? null),
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

function renderedOf(page: PageDiff | null): RenderedModel {
  if (page === null) return { html: "", plain: TOO_MUCH };
  const same = "Nothing differs in the page as it is read.";
  return { html: page.html, plain: page.changes === 0 ? same : null };
}

/** "history / mergehaven.md / a41f9c2" */
function crumbs({ files, commit, between, aside }: ChangeParts): readonly Crumb[] {
  const [file, ...others] = files;
  const path = file !== undefined && others.length === 0 ? file.path : null;
  const page =
    path === null || aside !== null ? [] : [{ text: path.split("/").at(-1) ?? path, href: historyAddress(path) }];
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

function waysOf({ files, commit, between, previous, aside }: ChangeParts, clock: Clock): ChangeModel["ways"] {
  // The page may never have been in the notes, and its old versions there are others.
  if (aside !== null) return [];
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

function commandOf({ commit, save, between, files }: ChangeParts): string {
  if (commit !== null && save?.part !== false) return `git show ${commit.oid.slice(0, 7)}`;
  const from = save === null ? between?.from.oid : save.commits[0]?.parents[0];
  const to = save === null ? between?.to.oid : commit?.oid;
  const range = [from, to].map((oid) => (oid ?? "").slice(0, 7)).join(" ");
  const path = files[0]?.path ?? "";
  return `git diff ${range} -- ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`;
}
