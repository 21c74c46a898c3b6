import { createPace } from "../pace.ts";

/** A file of one commit, by its bytes. */
export interface FileAt {
  readonly path: string;
  readonly oid: string;
}

/** The part of the larger file's bytes that must be in both for one to be the other under a new name: as git has it. */
const SIMILAR = 0.5;
/** The same for a file that kept its name and changed its folder: it goes before one that is more similar. */
const SIMILAR_NAMESAKE = 0.75;
/** Files that are compared with one: beyond them a commit moves a wiki, and only what is exactly the same is followed. */
const MOST_COMPARED = 200;
/** What is compared: lines, the long ones in pieces of 64 bytes. */
const PIECES = /[^\n]{0,63}\n|[^\n]{1,64}/g;

/**
 * The file that became this one under another name, of those that went with the commit that brought it; null for none. As git
 * tells it: the same bytes, then a namesake of which three quarters are the same, then the most similar one.
 *
 * @param gone in the order of their paths.
 */
export async function renamedFrom(
  file: FileAt,
  gone: readonly FileAt[],
  read: (oid: string) => Promise<Uint8Array>,
): Promise<FileAt | null> {
  const isNamesake = (one: FileAt): boolean => nameOf(one.path) === nameOf(file.path);
  const same = gone.filter((one) => one.oid === file.oid);
  if (same.length > 0) return same.find(isNamesake) ?? same[0] ?? null;
  if (gone.length > MOST_COMPARED) return null;
  const pace = createPace();
  const pieces = piecesOf(await read(file.oid));
  let best: { readonly one: FileAt; readonly score: number } | null = null;
  const namesakes = gone.filter(isNamesake);
  for (const one of gone) {
    const score = similarity(pieces, piecesOf(await read(one.oid)));
    await pace();
    if (namesakes.length === 1 && one === namesakes[0] && score >= SIMILAR_NAMESAKE) return one;
    const isBetter = best === null || score > best.score || (score === best.score && isNamesake(one));
    if (score >= SIMILAR && isBetter) best = { one, score };
  }
  return best?.one ?? null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

interface Pieces {
  /** How many bytes of a file are in pieces like this one. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly size: number;
}

/** A CR before a line's end counts for nothing. */
function piecesOf(content: Uint8Array): Pieces {
  const bytes = new Map<string, number>();
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
  for (const [piece] of text.replaceAll("\r\n", "\n").matchAll(PIECES)) {
    bytes.set(piece, (bytes.get(piece) ?? 0) + piece.length);
  }
  return { bytes, size: content.length };
}

function similarity(a: Pieces, b: Pieces): number {
  let same = 0;
  for (const [piece, bytes] of a.bytes) same += Math.min(bytes, b.bytes.get(piece) ?? 0);
  return same / Math.max(a.size, b.size, 1);
}
