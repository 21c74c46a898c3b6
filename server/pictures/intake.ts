import { createHash } from "node:crypto";
import type { Metadata } from "sharp";
import { WikiError } from "../errors.ts";
import { decoder, headOf, MAX_PIXELS, type PictureSize, sizeIn, written } from "./decoding.ts";
import { ENDINGS, kindOf, type PictureKind } from "./kinds.ts";

/** A picture as it may be kept. */
export interface Picture extends PictureSize {
  readonly bytes: Uint8Array;
  /** The id that git gives these bytes. */
  readonly oid: string;
  /** "png", "jpg", …: by what is in it. */
  readonly ending: string;
}

/** The longer side of what is kept: enough for a wide screen of many pixels. */
const LONGEST_SIDE = 2400;

/** Across this many pixels it is seen whether a picture can be decoded. */
const PROBE = 16;

/**
 * Makes of what somebody sends a picture to keep. One that is small and says nothing of its maker is kept to the byte;
 * any other is written anew: turned the right way up, at most 2400 pixels a side, without place, camera and comments.
 *
 * @throws WikiError `not-picture`, `too-large` for more pixels than are decoded.
 */
export async function takeIn(bytes: Uint8Array): Promise<Picture> {
  const kind = await kindOf(bytes);
  if (kind === null) {
    throw new WikiError("not-picture", "this is no picture that can be kept: png, jpeg, gif, webp and avif are");
  }
  const head = await readable(headOf(bytes));
  const pixels = (head.width ?? 0) * (head.height ?? 0);
  if (pixels > MAX_PIXELS) {
    const most = MAX_PIXELS / 1_000_000;
    throw new WikiError("too-large", `a picture has at most ${most} million pixels, and this one has more`);
  }
  const size = sizeIn(head);
  if (isPlain(head) && Math.max(size.width, size.height) <= LONGEST_SIDE) {
    await readable(probed(bytes));
    return { ...size, bytes, oid: blobId(bytes), ending: ENDINGS[kind] };
  }
  return readable(anew(bytes, kind));
}

async function probed(bytes: Uint8Array): Promise<void> {
  const picture = await decoder(bytes);
  await picture.resize({ width: PROBE, withoutEnlargement: true }).raw().toBuffer();
}

async function anew(bytes: Uint8Array, kind: PictureKind): Promise<Picture> {
  const box = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true } as const;
  const picture = await decoder(bytes);
  const kept = await written(picture.resize(box), kind);
  return { ...sizeIn(await headOf(kept)), bytes: kept, oid: blobId(kept), ending: ENDINGS[kind] };
}

/** Says nothing beside the picture: of where, when and with what it was made, and stands upright as it is. */
function isPlain({ exif, xmp, iptc, tifftagPhotoshop, comments, orientation }: Metadata): boolean {
  const said = [exif, xmp, iptc, tifftagPhotoshop].some((part) => part !== undefined) || (comments?.length ?? 0) > 0;
  return !said && (orientation ?? 1) === 1;
}

/** What a decoder throws is the picture's fault. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const refusal = new WikiError("not-picture", "this picture is damaged and cannot be shown");
    refusal.cause = cause;
    throw refusal;
  }
}

function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
