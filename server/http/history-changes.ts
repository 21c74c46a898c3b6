import { touchOf } from "../text/event-edit.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Commit, Oid } from "../wiki/ports.ts";
import type { Change, ChangedFile, Page, Wiki } from "../wiki/wiki.ts";
import { changeNamed, isSaveOfSeveral, parentOf } from "./history-versions.ts";
import { type ChangeParts, MOST_FILES } from "./models/change-parts.ts";
import { addressOfSave } from "./models/save.ts";
import { type TakingBack, takingBack } from "./models/taking-back.ts";

/** What is shown of a change, whichever way it was asked for. */
export type ShownChange = Omit<ChangeParts, "look" | "address">;

/** A commit. One by which a save of several people goes stands for all of it, unless it is to be shown alone. */
export function shownCommit(wiki: Wiki, change: Change, alone: boolean): Promise<ShownChange> {
  return isSaveOfSeveral(change) && !alone ? ofSave(wiki, change) : ofCommit(wiki, change, change.files);
}

/** What lies between two versions of a page: a whole save, one commit, or any number of them. Throws `not-found`. */
export async function shownDiff(
  wiki: Wiki,
  path: PagePath,
  versions: { readonly from: Oid | null; readonly to: Oid },
  pages: { readonly before: Page | null; readonly after: Page | null },
): Promise<ShownChange> {
  const change = await changeNamed(wiki, versions.to);
  const own = change.files.filter((file) => file.path === path);
  if (own.length === 1 && versions.from === parentOf(change)) {
    return isSaveOfSeveral(change) ? ofSave(wiki, change) : ofCommit(wiki, change, own);
  }
  if (own.length === 1 && versions.from === change.commit.parents[0]) return ofCommit(wiki, change, own);
  return shownBetween(wiki, path, { from: versions.from, to: change.commit, aside: null }, pages);
}

/** Two versions of a page, whatever lies between them. @param versions.aside the branch or tag that one of them is on. */
export async function shownBetween(
  wiki: Wiki,
  path: PagePath,
  versions: { readonly from: Oid | null; readonly to: Commit; readonly aside: string | null },
  { before, after }: { readonly before: Page | null; readonly after: Page | null },
): Promise<ShownChange> {
  const { to, aside } = versions;
  const from = versions.from === null ? to : (await changeNamed(wiki, versions.from)).commit;
  const binary = before?.editable === false || after?.editable === false;
  const file = { path, before: before?.text ?? null, after: after?.text ?? null, binary };
  const titles = titlesOf(file);
  return {
    files: [file],
    commit: null,
    save: null,
    between: { from, to },
    ...titles,
    previous: null,
    takingBack: [],
    aside,
  };
}

async function ofCommit(wiki: Wiki, change: Change, files: readonly ChangedFile[]): Promise<ShownChange> {
  const { commit } = change;
  const [file, ...others] = files;
  const save = change.save.length > 1 ? { commits: change.save, part: true } : null;
  const page = others.length === 0 && file?.path.endsWith(".md") ? file : null;
  const [takingBack, previous] = await Promise.all([
    save === null ? waysBack(wiki, [commit], files) : [],
    page && previousOf(wiki, page.path as PagePath, commit.oid),
  ]);
  const title = others.length === 0 && file ? file.path : "";
  const shown = { files, commit, save, between: null, title, talks: [], previous, takingBack, aside: null };
  return page ? { ...shown, ...titlesOf(page) } : shown;
}

/** All commits of a save, as one change of its page: from what the first found to what the last left. */
async function ofSave(wiki: Wiki, change: Change): Promise<ShownChange> {
  const shown = await ofCommit(wiki, change, change.files);
  const [oldest = change.commit] = change.save;
  const [first] = (await changeNamed(wiki, oldest.oid)).files;
  const [last] = change.files;
  const save = { commits: change.save, part: false };
  const ways = await waysBack(wiki, change.save, change.files);
  if (!first || !last) return { ...shown, save, takingBack: ways };
  const file = { ...last, before: first.before, binary: first.binary || last.binary };
  return { ...shown, save, takingBack: ways, files: [file], ...(last.path.endsWith(".md") && titlesOf(file)) };
}

/** For each file that is shown. @param commits of one save, oldest first. */
function waysBack(
  wiki: Wiki,
  commits: readonly Commit[],
  files: readonly ChangedFile[],
): Promise<(TakingBack | null)[]> {
  const bytesIn = (commit: Commit | undefined, path: string) => commit?.changes.find((change) => change.path === path);
  const last = commits.at(-1);
  return Promise.all(
    files.slice(0, MOST_FILES).map(async ({ path, binary }) => {
      if (binary || last === undefined || !path.endsWith(".md")) return null;
      const page = await wiki.page(path as PagePath);
      const before = bytesIn(commits[0], path)?.before ?? null;
      const after = bytesIn(last, path)?.after ?? null;
      return takingBack({ path, commit: last.oid, before, after }, page?.editable ? page.blob : null);
    }),
  );
}

async function previousOf(wiki: Wiki, path: PagePath, commit: Oid): Promise<ChangeParts["previous"]> {
  const earlier = await wiki.earlier(path, commit);
  return earlier === null ? null : { href: addressOfSave(earlier), date: earlier.date };
}

/** The page's title, and the titles of the talks that differ. */
export function titlesOf({ path, before, after }: ChangedFile): { title: string; talks: string[] } {
  const { title, talks } = touchOf(before ?? "", after ?? "");
  return { title: title || path, talks: talks.map((talk) => talk.title) };
}
