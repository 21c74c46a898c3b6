import { WikiError } from "../errors.ts";
import { toFileText, toRoomText } from "../text/endings.ts";
import type { Oid, Trees } from "./ports.ts";

/** A page's file at a commit. */
export interface PageFile {
  readonly commit: Oid;
  readonly blob: Oid;
  /** As git has it: line ends, byte order mark and all. */
  readonly raw: string;
  /** As rooms and readers have it: LF, no byte order mark. */
  readonly text: string;
  /** False where the bytes are not UTF-8; `raw` and `text` then have replacement characters in them. */
  readonly utf8: boolean;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text of some bytes, and whether they were UTF-8 at all. The byte order mark stays. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly utf8: boolean } {
  try {
    return { text: strict.decode(bytes), utf8: true };
  } catch {
    return { text: lenient.decode(bytes), utf8: false };
  }
}

/** Texts of blobs that are kept in memory anyway: whoever reads a page again is given them. */
const texts = new WeakMap<Uint8Array, Pick<PageFile, "raw" | "text" | "utf8">>();

function textsOf(bytes: Uint8Array): Pick<PageFile, "raw" | "text" | "utf8"> {
  const kept = texts.get(bytes);
  if (kept) return kept;
  const { text: raw, utf8 } = decode(bytes);
  const read = { raw, text: toRoomText(raw), utf8 };
  texts.set(bytes, read);
  return read;
}

/** Null where the commit has no such file. Throws `not-found` for an unknown commit. */
export async function pageFileAt(trees: Trees, commit: Oid, path: string): Promise<PageFile | null> {
  const blob = (await trees.files(commit)).get(path);
  if (blob === undefined) return null;
  return { commit, blob, ...textsOf(await trees.blob(blob)) };
}

/** The bytes that `text` is written down as: untouched lines keep the ends they had in `was`. */
export function bytesOf(text: string, was: PageFile | null): Uint8Array {
  return encoder.encode(was ? toFileText(text, was.raw) : text);
}

/** Throws `not-text` where a file cannot be written without destroying what it holds. */
export function mustBeText(file: PageFile, path: string): void {
  if (file.utf8) return;
  throw new WikiError("not-text", "This file is not UTF-8 text, so it can be read here and not edited.", { path });
}

/** Throws `too-large` where a file's text is over `limit` bytes of UTF-8, counted as its room would hold it. */
export function mustFit(file: PageFile, path: string, limit: number): void {
  if (Buffer.byteLength(file.text) <= limit) return;
  const most = `a page holds at most ${Math.floor(limit / 1024)} KB of text`;
  const message = `This page is too large to be edited here: ${most}. A clone of the notes can still change it.`;
  throw new WikiError("too-large", message, { path, limit });
}
