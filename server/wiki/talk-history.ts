import { createPace } from "../pace.ts";
import { follow, type TalkPlace, type TalkStep, type TalkVersion, talkStep, talkVersion } from "../text/talk-steps.ts";
import { blobText } from "./blob-text.ts";
import { createCache } from "./cache.ts";
import type { Save, Saves, TalkThen } from "./looking-back.ts";
import { bytesIn, type PageChain, type PageChains } from "./page-chains.ts";
import type { Log, Oid, Trees } from "./ports.ts";

/** Commits read in one go while a talk's own saves are searched for. */
const AT_ONCE = 100;

/** Saves looked into for one part of a list, beyond those that are known: about a second. The next part goes on below. */
const MOST_READ = 1000;

/** Saves of which it is kept what they did to the talks of their page. */
const KEPT_STEPS = 20_000;

/** Versions that are kept, read: what a save found is what the one before it left. */
const KEPT_VERSIONS = 8;

/** Ends of parts from which the next part goes on. */
const KEPT_PLACES = 1000;

export interface TalkQuery {
  readonly path: string;
  /** Slug in the newest version; one that the talk had before leads to where it had it. */
  readonly talk: string;
  /** Only saves older than the one that this commit is part of. */
  readonly before?: Oid;
  readonly limit: number;
}

/** How far a talk is followed: where it is told of further down, and the title it has in the newest version. */
interface Followed extends TalkPlace {
  readonly title: string | null;
}

/**
 * The saves that changed one talk's text, newest first, under every title it had. Where many saves lie between two of them a part
 * ends early, its `next` being a save that did nothing to the talk.
 */
export function createTalkHistory(ports: {
  readonly trees: Pick<Trees, "blob">;
  readonly log: Log;
  readonly chains: PageChains;
  readonly saveOf: (chain: PageChain) => Promise<Save>;
}): (query: TalkQuery) => Promise<Saves> {
  const { trees, log, chains, saveOf } = ports;
  const steps = createCache<string, TalkStep>(KEPT_STEPS);
  const versions = createCache<Oid | null, TalkVersion>(KEPT_VERSIONS);
  const places = createCache<string, Followed>(KEPT_PLACES);

  function versionOf(blob: Oid | null): Promise<TalkVersion> {
    return versions.get(blob, async () => talkVersion((await blobText(trees, blob)).text ?? ""));
  }

  /** @param read is called where the texts have to be looked into. */
  async function stepOf(one: PageChain, read: () => void): Promise<TalkStep> {
    const blobs = bytesIn(one);
    return steps.get(`${blobs.before}:${blobs.after}`, async () => {
      read();
      return talkStep(await versionOf(blobs.before), await versionOf(blobs.after));
    });
  }

  function goOn(from: Followed, step: TalkStep): { at: Followed; talk: TalkThen | null } {
    const { place, seen } = follow(from, step);
    const title = from.title ?? seen?.title ?? null;
    const at = { ...place, title };
    if (seen === null) return { at, talk: null };
    return {
      at,
      talk: { slug: seen.slug, called: seen.title === title ? null : seen.title, until: seen.renamed },
    };
  }

  /** The place below all that is newer than `before`. Costs the way down to it. */
  async function placeAt(path: string, talk: string, before: Oid): Promise<Followed> {
    const { value: next } = await chains({ path, before }, 1).next();
    const end = (next as PageChain | undefined)?.chain[0].oid;
    const pace = createPace();
    let at: Followed = { slug: talk, met: false, over: false, title: null };
    for await (const one of chains({ path }, AT_ONCE)) {
      if (one.chain[0].oid === end || at.over) break;
      ({ at } = goOn(at, await stepOf(one, () => {})));
      await pace();
    }
    return at;
  }

  return async ({ path, talk, before, limit }) => {
    const [newest] = await log.commits({ path, limit: 1 });
    const keyOf = (commit: Oid): string => `${newest?.oid}:${path}:${talk}:${commit}`;
    const pace = createPace();
    const found: Save[] = [];
    let at: Followed =
      before === undefined
        ? { slug: talk, met: false, over: false, title: null }
        : await places.get(keyOf(before), () => placeAt(path, talk, before));
    let last: { readonly commit: Oid; readonly at: Followed } | null = null;
    let read = 0;

    async function part(next: typeof last): Promise<Saves> {
      if (next === null) return { saves: found, next: null };
      await places.get(keyOf(next.commit), async () => next.at);
      return { saves: found, next: next.commit };
    }

    for await (const one of chains({ path, before }, AT_ONCE)) {
      if (at.over) break;
      const step = await stepOf(one, () => {
        read += 1;
      });
      const { at: below, talk: seen } = goOn(at, step);
      at = below;
      await pace();
      // One more than asked for tells that there is a next part.
      if (seen !== null && found.length === limit) return part(last);
      if (seen !== null) found.push({ ...(await saveOf(one)), talk: seen });
      const commit = one.chain[0].oid;
      if (seen !== null) last = { commit, at };
      if (read >= MOST_READ) return part({ commit, at });
    }
    return part(null);
  };
}
