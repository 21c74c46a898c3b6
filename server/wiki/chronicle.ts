import { blobText } from "./blob-text.ts";
import { createCache } from "./cache.ts";
import { type Chain, chainOf, chainsOf } from "./chains.ts";
import { createCrediting } from "./crediting.ts";
import type {
  Credits,
  Mentions,
  MentionsQuery,
  Save,
  SaveName,
  Saves,
  SavesQuery,
  Since,
  SinceQuery,
} from "./looking-back.ts";
import { createMentions } from "./mentions.ts";
import { isNewer } from "./order.ts";
import { createPageChains, type PageChain } from "./page-chains.ts";
import type { Log, Oid, Trees } from "./ports.ts";
import type { Renames } from "./renames.ts";
import { createSince } from "./since.ts";
import { createTalkHistory } from "./talk-history.ts";
import { authorsOf, tell } from "./telling.ts";
import { createTrail } from "./trail.ts";
import type { Change, ChangedFile } from "./wiki.ts";

/** Saves whose facts are kept: a page of history is read again and again while a talk is on. */
const KEPT_SAVES = 4000;
/** Commits read in one go beyond the saves asked for: the one after them, and those that go with others. */
const MORE = 4;
/** Commits read in one go for one save: most are made by one person alone. */
const FEW = 2;

/** The wiki's history as people tell it: not commits and blobs, but who changed which talk, where, and by how much. */
export interface Chronicle {
  saves(query: SavesQuery): Promise<Saves>;
  lastSave(path: string): Promise<Save | null>;
  earlier(path: string, before: Oid): Promise<SaveName | null>;
  credits(path: string, most: number): Promise<Credits>;
  lastTouch(path: string): Promise<Oid | null>;
  mentions(query: MentionsQuery): Promise<Mentions>;
  since(query: SinceQuery): Promise<Since>;
  asOf(time: number): Promise<Oid | null>;
  change(oid: Oid): Promise<Change | null>;
  isNewer(path: string, one: Oid, other: Oid): Promise<boolean>;
  pathAt(path: string, commit: Oid): Promise<string>;
}

export function createChronicle(ports: {
  readonly trees: Trees;
  readonly log: Log;
  readonly renames: Pick<Renames, "origin">;
}): Chronicle {
  const { trees, log } = ports;
  const trail = createTrail(ports);
  const chains = createPageChains({ log, trail });
  const told = createCache<string, Save>(KEPT_SAVES);
  const inPage = { trees, log, chains, saveOf: ({ chain, path }: PageChain) => saveOf(chain, path) };
  const ofTalk = createTalkHistory(inPage);

  /** @param chain commits of which one at least changed the file; newest first. */
  function saveOf(chain: Chain, path: string): Promise<Save> {
    const [newest] = chain;
    return told.get(`${newest.oid}:${chain.length}:${path}`, async () => {
      const changes = chain.flatMap((commit) => commit.changes.filter((change) => change.path === path));
      const blobs = { before: changes.at(-1)?.before ?? null, after: changes[0]?.after ?? null };
      const [before, after] = await Promise.all([blobText(trees, blobs.before), blobText(trees, blobs.after)]);
      return {
        commit: newest.oid,
        parent: parentOf(chain),
        path,
        ...blobs,
        authors: authorsOf(chain),
        date: newest.date,
        message: newest.message,
        ...tell(path, before.text ?? "", after.text ?? ""),
      };
    });
  }

  /** One for each file; of all commits but the merge of many files it is one. */
  function savesIn(chain: Chain): Promise<Save[]> {
    const changed = new Set(chain.flatMap((commit) => commit.changes.map((change) => change.path)));
    return Promise.all([...changed].map((path) => saveOf(chain, path)));
  }

  async function* savesOf({ path, before, limit }: SavesQuery): AsyncGenerator<readonly [Chain, Save[]]> {
    const query = before === undefined ? {} : { before };
    if (path === undefined) {
      for await (const chain of chainsOf(log, query, limit + MORE)) yield [chain, await savesIn(chain)];
      return;
    }
    for await (const one of chains({ path, before }, limit + MORE)) {
      yield [one.chain, [await saveOf(one.chain, one.path)]];
    }
  }

  async function earlier(path: string, before: Oid): Promise<SaveName | null> {
    for await (const { chain, path: then } of chains({ path, before }, FEW)) {
      const [{ oid, date }] = chain;
      return { commit: oid, parent: parentOf(chain), path: then, date };
    }
    return null;
  }

  return {
    async saves(query) {
      const { path, talk, ...rest } = query;
      if (path !== undefined && talk !== undefined) return ofTalk({ path, talk, ...rest });
      const found: Save[][] = [];
      let last: Oid | null = null;
      for await (const [chain, saves] of savesOf(query)) {
        if (saves.length === 0) continue;
        // One more than asked for tells that there is a next part.
        if (found.length === query.limit) return { saves: found.flat(), next: last };
        found.push(saves);
        last = chain[0].oid;
      }
      return { saves: found.flat(), next: null };
    },
    async lastSave(path) {
      const [newest] = await log.outlines({ path, limit: 1 });
      // Read along with its commit, so that git is waited for once.
      if (newest?.before) void trees.blob(newest.before).catch(() => {});
      for await (const { chain, path: then } of chains({ path }, FEW)) return saveOf(chain, then);
      return null;
    },
    earlier,
    credits: createCrediting({ log, trail }),
    async lastTouch(path) {
      const [newest] = await log.outlines({ path, limit: 1 });
      return newest?.oid ?? null;
    },
    mentions: createMentions(inPage),
    since: createSince({ trees, log, trail }),
    asOf: (time) => log.asOf(time),
    async change(oid) {
      const commit = await log.find(oid);
      if (!commit) return null;
      // Who looks at one page's change is told of the save before it: read along, so that git is waited for once.
      const [{ path = "" } = {}, ...others] = commit.changes;
      if (others.length === 0 && path.endsWith(".md")) void earlier(path, oid).catch(() => {});
      const reading = commit.changes.map(async ({ path, before, after }): Promise<ChangedFile> => {
        const [was, is] = await Promise.all([blobText(trees, before), blobText(trees, after)]);
        const binary = was.binary || is.binary;
        return { path, before: binary ? null : was.text, after: binary ? null : is.text, binary };
      });
      const [chain, ...files] = await Promise.all([chainOf(log, commit), ...reading]);
      return { commit, save: chain.toReversed(), files };
    },
    isNewer: (path, one, other) => isNewer(log, path, one, other),
    pathAt: (path, commit) => trail.at(path, commit),
  };
}

/** What a save was made on top of. */
function parentOf([newest, ...older]: Chain): Oid | null {
  return (older.at(-1) ?? newest).parents[0] ?? null;
}
