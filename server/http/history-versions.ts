import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Oid } from "../wiki/ports.ts";
import type { Change, Page, Wiki } from "../wiki/wiki.ts";

/** The commit of this name. Throws `not-found` where there is none. */
export async function commitNamed(wiki: Wiki, name: string): Promise<Oid> {
  const oid = /^[0-9a-f]{4,40}$/i.test(name) ? await wiki.resolve(name.toLowerCase()) : null;
  if (oid === null) throw new WikiError("not-found", "there is no such version");
  return oid;
}

/** The commit and what it did to its files. Throws `not-found` where there is none. */
export async function changeNamed(wiki: Wiki, oid: Oid): Promise<Change> {
  const change = await wiki.change(oid);
  if (change === null) throw new WikiError("not-found", "there is no such version");
  return change;
}

/** Whether several people made the save that goes by this commit: the last of their commits. */
export function isSaveOfSeveral({ commit, save }: Change): boolean {
  return save.length > 1 && save.at(-1)?.oid === commit.oid;
}

/** What the change was made on top of: the commit before it, or before all of the save that goes by it. */
export function parentOf(change: Change): Oid | null {
  const first = isSaveOfSeveral(change) ? change.save[0] : change.commit;
  return first?.parents[0] ?? null;
}

/**
 * The two commits of a diff of a page. `to` is the newest where only `from` is given, and the page's newest save where
 * nothing is; `from` is what `to` was made on top of, null where there is nothing. Two in the wrong order are put right.
 *
 * @param aside the full ids of those that are not in the notes: they are taken as they are.
 */
export async function versionsOf(
  wiki: Wiki,
  path: PagePath,
  query: URLSearchParams,
  aside: { readonly from?: Oid | undefined; readonly to?: Oid | undefined } = {},
): Promise<{ readonly from: Oid | null; readonly to: Oid }> {
  const [fromName, toName] = [query.get("from"), query.get("to")];
  const to = aside.to ?? (toName ? await commitNamed(wiki, toName) : await newestOf(wiki, path, Boolean(fromName)));
  if (fromName) {
    const from = aside.from ?? (await commitNamed(wiki, fromName));
    if (aside.from ?? aside.to) return { from, to };
    return from !== to && (await wiki.isNewer(path, from, to)) ? { from: to, to: from } : { from, to };
  }
  return { from: parentOf(await changeNamed(wiki, to)), to };
}

/** The page as it was at a commit, where it stood at that time; null for a time before it. */
export async function pageThen(wiki: Wiki, path: PagePath, at: Oid): Promise<Page | null> {
  return (await wiki.page(path, at)) ?? wiki.page((await wiki.pathAt(path, at)) as PagePath, at);
}

async function newestOf(wiki: Wiki, path: PagePath, ofAll: boolean): Promise<Oid> {
  const newest = ofAll ? await wiki.head() : await wiki.lastTouch(path);
  if (!newest) throw new WikiError("not-found", "nothing was ever saved here", { path });
  return newest;
}
