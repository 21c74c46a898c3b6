import { MOST_AUTHORS } from "./drafts.ts";
import type { Commit, Log, Oid } from "./ports.ts";

/** The commits of one save, newest first: several where several people typed; see decision 5. */
export type Chain = readonly [Commit, ...Commit[]];

export interface ChainsQuery {
  readonly path?: string;
  /** Only saves older than the one that this commit is part of. */
  readonly before?: Oid;
}

/** Saves newest first, read as far as they are asked for. @param atOnce commits to read in one go. */
export async function* chainsOf(
  log: Pick<Log, "find" | "commits">,
  query: ChainsQuery,
  atOnce: number,
): AsyncGenerator<Chain> {
  const before = query.before === undefined ? null : await log.find(query.before);
  let chain: [Commit, ...Commit[]] | null = before && [before];
  for await (const commit of commitsOf(log, query, atOnce)) {
    if (chain && goesOn(chain, commit)) {
      chain.push(commit);
      continue;
    }
    if (chain && chain[0] !== before) yield chain;
    chain = [commit];
  }
  if (chain && chain[0] !== before) yield chain;
}

/** The whole save that a commit is part of. */
export async function chainOf(log: Log, commit: Commit): Promise<Chain> {
  const newer: Commit[] = [];
  let next = await log.nextOfSave(commit.oid);
  while (next && newer.length < MOST_AUTHORS - 1 && isOneSave(next, newer[0] ?? commit)) {
    newer.unshift(next);
    next = await log.nextOfSave(next.oid);
  }
  const [newest = commit, ...rest] = [...newer, commit];
  const chain: [Commit, ...Commit[]] = [newest, ...rest];
  for (let parent = commit.parents[0]; parent !== undefined; ) {
    const older = await log.find(parent);
    if (!older || !goesOn(chain, older)) break;
    chain.push(older);
    parent = older.parents[0];
  }
  return chain;
}

async function* commitsOf(
  log: Pick<Log, "commits">,
  { path, before }: ChainsQuery,
  atOnce: number,
): AsyncGenerator<Commit> {
  for (let after = before; ; ) {
    const query = { limit: atOnce, ...(path !== undefined && { path }), ...(after !== undefined && { before: after }) };
    const commits = await log.commits(query);
    yield* commits;
    if (commits.length < atOnce) return;
    after = commits.at(-1)?.oid;
  }
}

/** A chain is never longer than the wiki makes it: a push can hold any number of commits with one Save-Id. */
function goesOn(chain: readonly Commit[], older: Commit): boolean {
  const last = chain.at(-1);
  return last !== undefined && chain.length < MOST_AUTHORS && isOneSave(last, older);
}

/** Right on top of one another, of one Save-Id and of one page. Below the oldest there is always a commit. */
function isOneSave(newer: Commit, older: Commit): boolean {
  if (newer.saveId === null || newer.saveId !== older.saveId) return false;
  if (newer.parents.length !== 1 || newer.parents[0] !== older.oid || older.parents.length !== 1) return false;
  const paths = new Set([...newer.changes, ...older.changes].map((change) => change.path));
  return paths.size === 1 && newer.changes.length === 1 && older.changes.length === 1;
}
