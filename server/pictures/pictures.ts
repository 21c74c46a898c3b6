import { WikiError } from "../errors.ts";
import { type Copies, createCopies } from "./copies.ts";
import { type Picture, takeIn } from "./intake.ts";
import { createQueue } from "./queue.ts";
import { createSizes, type Sizes } from "./sizes.ts";

/** Everything that has to do with what is in a picture. */
export interface Pictures extends Copies, Sizes {
  /** As `takeIn`. Throws `busy` where many are being taken in already. */
  takeIn(bytes: Uint8Array): Promise<Picture>;
}

/** Resized copies on disk, all together: some ten thousand. */
const COPIES_BYTES = 512 * 1024 * 1024;

/** Pictures decoded at a time: each may need hundreds of megabytes for a moment. */
const AT_ONCE = 2;

/** Blobs read at a time to see how large they are. */
const READ_AT_ONCE = 4;

/** Pictures that wait to be taken in: the bytes of all of them are in memory. */
const MOST_WAITING = 16;

/** @param folder where copies are kept; made when the first is. */
export function createPictures(folder: string): Pictures {
  const decoding = createQueue(AT_ONCE);
  const reading = createQueue(READ_AT_ONCE);
  const copies = createCopies(folder, COPIES_BYTES, decoding);
  const sizes = createSizes();
  let waiting = 0;

  return {
    copy: copies.copy,
    size: (oid, bytes) => sizes.size(oid, () => reading(bytes)),
    async takeIn(bytes) {
      if (waiting >= MOST_WAITING) throw new WikiError("busy", "many pictures are coming in at the moment; try again");
      waiting += 1;
      try {
        return await decoding(() => takeIn(bytes));
      } finally {
        waiting -= 1;
      }
    },
  };
}
