import { toRoomText } from "../text/endings.ts";
import { decode } from "./page-file.ts";
import type { Oid, Trees } from "./ports.ts";

/** A blob as text. */
export interface BlobText {
  /** With LF line ends and no byte order mark; null for no file and for one that is no text. */
  readonly text: string | null;
  readonly binary: boolean;
}

/** @param blob null for no file. */
export async function blobText(trees: Pick<Trees, "blob">, blob: Oid | null): Promise<BlobText> {
  if (blob === null) return { text: null, binary: false };
  const bytes = await trees.blob(blob);
  const { text, utf8 } = decode(bytes);
  if (!utf8 || bytes.includes(0)) return { text: null, binary: true };
  return { text: toRoomText(text), binary: false };
}
