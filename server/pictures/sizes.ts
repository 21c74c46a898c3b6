import { createMemo } from "../lru.ts";
import { headOf, type PictureSize, sizeIn } from "./decoding.ts";
import { kindOf } from "./kinds.ts";

/** Sizes that are remembered; a thousand take a tenth of a megabyte. */
const MOST = 20_000;

/** How large pictures are, remembered by their blob. */
export interface Sizes {
  /** Null for what is no picture, or a damaged one. `bytes` is asked for what is not known yet. */
  size(oid: string, bytes: () => Promise<Uint8Array | null>): Promise<PictureSize | null>;
}

export function createSizes(): Sizes {
  const known = createMemo<string, PictureSize | null>(MOST);
  return { size: (oid, bytes) => known.get(oid, () => measured(bytes)) };
}

async function measured(read: () => Promise<Uint8Array | null>): Promise<PictureSize | null> {
  const bytes = await read();
  if (bytes === null || (await kindOf(bytes)) === null) return null;
  return headOf(bytes).then(sizeIn, () => null);
}
