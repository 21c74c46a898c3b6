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
  const known = new Map<string, Promise<PictureSize | null>>();

  return {
    size(oid, bytes) {
      const found = known.get(oid);
      if (found) return found;
      const size = measured(bytes);
      known.set(oid, size);
      // What could not be read now may be readable later.
      size.catch(() => known.delete(oid));
      if (known.size > MOST) known.delete(known.keys().next().value ?? "");
      return size;
    },
  };
}

async function measured(read: () => Promise<Uint8Array | null>): Promise<PictureSize | null> {
  const bytes = await read();
  if (bytes === null || (await kindOf(bytes)) === null) return null;
  return headOf(bytes).then(sizeIn, () => null);
}
