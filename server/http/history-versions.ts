import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Oid } from "../wiki/ports.ts";
import type { Change, Wiki } from "../wiki/wiki.ts";

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

/**
 * The two commits of a diff of a page. `to` is the newest where only `from` is given, and the page's newest save where
 * nothing is; `from` is the commit before `to`, null where there is none.
 */
export async function versionsOf(
  wiki: Wiki,
  path: PagePath,
  query: URLSearchParams,
): Promise<{ readonly from: Oid | null; readonly to: Oid }> {
  const [fromName, toName] = [query.get("from"), query.get("to")];
  const to = toName ? await commitNamed(wiki, toName) : await newestOf(wiki, path, Boolean(fromName));
  if (fromName) return { from: await commitNamed(wiki, fromName), to };
  return { from: (await changeNamed(wiki, to)).commit.parents[0] ?? null, to };
}

async function newestOf(wiki: Wiki, path: PagePath, ofAll: boolean): Promise<Oid> {
  const newest = ofAll ? await wiki.head() : (await wiki.saves({ path, limit: 1 })).saves[0]?.commit;
  if (!newest) throw new WikiError("not-found", "nothing was ever saved here", { path });
  return newest;
}
