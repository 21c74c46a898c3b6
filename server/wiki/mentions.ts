import { createPace } from "../pace.ts";
import { blobText } from "./blob-text.ts";
import { createCache } from "./cache.ts";
import type { Mention, Mentions, MentionsQuery, Save } from "./looking-back.ts";
import { bytesIn, type PageChain, type PageChains } from "./page-chains.ts";
import type { Oid, Trees } from "./ports.ts";

/** Commits read in one go. */
const AT_ONCE = 100;

/** Saves looked through for one part of the list; the next part goes on below. */
const MOST_SAVES = 1000;

/** Characters of text read for one part: about a second of searching. A page of the largest size has some fifty versions in them. */
const MOST_TEXT = 50_000_000;

/** Counts that are kept, one for each version of a page and each word. */
const KEPT_COUNTS = 20_000;

/** When a word came into a page or left it, under every path that the page had: what `git log -S WORD -i --follow` finds. */
export function createMentions(ports: {
  readonly trees: Pick<Trees, "blob">;
  readonly chains: PageChains;
  readonly saveOf: (chain: PageChain) => Promise<Save>;
}): (query: MentionsQuery) => Promise<Mentions> {
  const { trees, chains, saveOf } = ports;
  const counts = createCache<string, number>(KEPT_COUNTS);

  return async ({ path, before, limit, ...query }) => {
    const word = folded(query.word);
    const pace = createPace();
    const mentions: Mention[] = [];
    let last: Oid | null = null;
    let searched = 0;
    let characters = 0;

    async function countIn(blob: Oid | null): Promise<number> {
      if (blob === null) return 0;
      return counts.get(`${blob}:${word}`, async () => {
        await pace();
        const { text } = await blobText(trees, blob);
        characters += text?.length ?? 0;
        return text === null ? 0 : occurrences(folded(text), word);
      });
    }

    for await (const one of chains({ path, before }, AT_ONCE)) {
      if (searched >= MOST_SAVES || characters >= MOST_TEXT) return { mentions, next: last, searched };
      const blobs = bytesIn(one);
      const [was, is] = [await countIn(blobs.before), await countIn(blobs.after)];
      await pace();
      // One more than asked for tells that there is a next part.
      if (was !== is && mentions.length === limit) return { mentions, next: last, searched };
      if (was !== is) mentions.push({ save: await saveOf(one), before: was, after: is });
      last = one.chain[0].oid;
      searched += 1;
    }
    return { mentions, next: null, searched };
  };
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** None of them lies over another, as in git. */
function occurrences(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) count += 1;
  return count;
}
