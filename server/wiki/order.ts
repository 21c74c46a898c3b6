import type { Log, Oid } from "./ports.ts";

/** Commits read in one go while one is searched for. */
const AT_ONCE = 100;

/**
 * Whether `one` comes after `other` in a file's history. Searched for from both at once, so it costs what lies between them; of
 * commits that did not change the file, the author's time tells.
 */
export async function isNewer(log: Log, path: string, one: Oid, other: Oid): Promise<boolean> {
  let [below, above]: (Oid | undefined)[] = [one, other];
  while (below !== undefined || above !== undefined) {
    const [older, newer] = await Promise.all([batch(log, path, below), batch(log, path, above)]);
    if (older.includes(other)) return true;
    if (newer.includes(one)) return false;
    below = older[AT_ONCE - 1];
    above = newer[AT_ONCE - 1];
  }
  const [a, b] = await Promise.all([log.find(one), log.find(other)]);
  return (a?.date ?? 0) > (b?.date ?? 0);
}

async function batch(log: Log, path: string, before: Oid | undefined): Promise<Oid[]> {
  if (before === undefined) return [];
  return (await log.commits({ path, before, limit: AT_ONCE })).map((commit) => commit.oid);
}
