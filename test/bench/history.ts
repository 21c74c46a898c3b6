import * as Y from "yjs";
import { createRandom } from "../kit/random.ts";

const AUTHORS = 12;
const WORDS = "and the room wrote down what was said ";

/**
 * A document as an event leaves it: a dozen people typed bursts of words here and there and took some of it back, so
 * 200 KB are some thirty thousand items. The same size and seed give the same bytes.
 *
 * @returns the whole state as one Yjs update.
 */
export function historyOf(characters: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const doc = new Y.Doc();
  const text = doc.getText("content");
  const authors = Array.from({ length: AUTHORS }, () => ({ client: random.int(2 ** 31), at: 0 }));
  while (text.length < characters) {
    const author = random.pick(authors);
    doc.clientID = author.client;
    if (author.at > text.length || random.chance(0.3)) author.at = random.int(text.length + 1);
    if (random.chance(0.15)) {
      const taken = Math.min(1 + random.int(12), author.at);
      author.at -= taken;
      text.delete(author.at, taken);
    } else {
      const burst = WORDS.slice(0, 1 + random.int(24));
      text.insert(author.at, burst);
      author.at += burst.length;
    }
  }
  return Y.encodeStateAsUpdate(doc);
}
