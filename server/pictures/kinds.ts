/** What pictures of the wiki are: what every browser draws and none runs. */
export type PictureKind = "avif" | "gif" | "jpeg" | "png" | "webp";

/** The ending a picture of a kind is given. */
export const ENDINGS: Readonly<Record<PictureKind, string>> = {
  avif: "avif",
  gif: "gif",
  jpeg: "jpg",
  png: "png",
  webp: "webp",
};

const KINDS: Readonly<Record<string, PictureKind>> = {
  "image/apng": "png",
  "image/avif": "avif",
  "image/gif": "gif",
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};

/** The kind of picture that some bytes are, whatever they are called; null for everything else, svg and html among it. */
export async function kindOf(bytes: Uint8Array): Promise<PictureKind | null> {
  // Loaded with the first picture, as the decoders are.
  const { fileTypeFromBuffer } = await import("file-type");
  const type = await fileTypeFromBuffer(bytes);
  return type !== undefined && Object.hasOwn(KINDS, type.mime) ? (KINDS[type.mime] ?? null) : null;
}
