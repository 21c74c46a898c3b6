import type { Metadata, Sharp } from "sharp";
import type { PictureKind } from "./kinds.ts";

/** A picture that is larger than this is not decoded: 60 million pixels are 240 MB in memory. All frames count together. */
export const MAX_PIXELS = 60_000_000;

/** Seconds after which a picture is given up. */
const LONGEST = 20;

/** Width and height in pixels as it is shown: turned as its camera says. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Loaded with the first picture: a wiki of words does without its 25 MB. */
async function library() {
  const { default: sharp } = await import("sharp");
  // One thread a picture: what is typed meanwhile comes first.
  sharp.concurrency(1);
  return sharp;
}

/** A decoder on some bytes, all frames, turned the right way up; throws later where there are more pixels than may be. */
export async function decoder(bytes: Uint8Array): Promise<Sharp> {
  const sharp = await library();
  return sharp(bytes, { animated: true, limitInputPixels: MAX_PIXELS, failOn: "error" })
    .autoOrient()
    .timeout({ seconds: LONGEST });
}

/** What a picture says of itself; reads no pixel. Throws where that cannot be read. */
export async function headOf(bytes: Uint8Array): Promise<Metadata> {
  const sharp = await library();
  return sharp(bytes, { animated: true, limitInputPixels: false }).metadata();
}

/** How large a picture is shown. */
export function sizeIn({ autoOrient, pageHeight }: Metadata): PictureSize {
  return { width: autoOrient.width, height: pageHeight ?? autoOrient.height };
}

/** Writes a picture in its own kind, with nothing in it but the picture. */
export function written(picture: Sharp, kind: PictureKind): Promise<Buffer> {
  const encoders: Readonly<Record<PictureKind, () => Sharp>> = {
    avif: () => picture.avif({ quality: 60, effort: 3 }),
    gif: () => picture.gif(),
    jpeg: () => picture.jpeg({ quality: 85, progressive: true }),
    png: () => picture.png({ compressionLevel: 9 }),
    webp: () => picture.webp({ quality: 84 }),
  };
  return encoders[kind]().toBuffer();
}
