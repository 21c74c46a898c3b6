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

export async function changeNamed(wiki: Wiki, oid: Oid): Promise<Change> {
  const change = await wiki.change(oid);
  if (change === null) throw new WikiError("not-found", "there is no such version");
  return change;
}

/** The two commits of a diff: `to` is the newest where it is not given, `from` the one before `to`. */
export async function versionsOf(
  wiki: Wiki,
  path: PagePath,
  query: URLSearchParams,
): Promise<{ from: Oid | null; to: Oid }> {
  const named = query.get("to");
  const to = named ? await commitNamed(wiki, named) : await wiki.head();
  if (to === null) throw new WikiError("not-found", "nothing was ever saved here", { path });
  const from = query.get("from");
  if (from) return { from: await commitNamed(wiki, from), to };
  return { from: (await changeNamed(wiki, to)).commit.parents[0] ?? null, to };
}
