import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import sharp from "sharp";
import { WikiError } from "../../server/errors.ts";
import { takeIn } from "../../server/pictures/intake.ts";
import { photograph, plainPicture } from "../kit/pictures.ts";

const refusedAs = (code: string) => (cause: unknown) => cause instanceof WikiError && cause.code === code;

test("a small picture that says nothing of its maker is kept to the byte, under the id git gives it", async () => {
  const kinds = { png: "png", jpeg: "jpg", gif: "gif", webp: "webp", avif: "avif" } as const;
  for (const [kind, ending] of Object.entries(kinds)) {
    const bytes = await plainPicture(40, 30)
      .toFormat(kind as keyof typeof kinds)
      .toBuffer();
    const picture = await takeIn(bytes);
    assert.equal(picture.ending, ending);
    assert.ok(bytes.equals(picture.bytes), kind);
    assert.deepEqual([picture.width, picture.height], [40, 30]);
    const gits = execFileSync("git", ["hash-object", "--stdin"], { input: bytes, encoding: "utf8" }).trim();
    assert.equal(picture.oid, gits);
  }
});

test("a photograph is turned the right way up, and does not say where it was taken", async () => {
  const bytes = await photograph(60, 40);
  assert.ok((await sharp(bytes).metadata()).exif?.includes("Phone"));
  const picture = await takeIn(bytes);
  const head = await sharp(picture.bytes).metadata();
  assert.deepEqual([picture.width, picture.height, head.width, head.height], [40, 60, 40, 60]);
  assert.equal(head.orientation, undefined);
  assert.equal(head.exif, undefined);
  assert.ok(!Buffer.from(picture.bytes).includes("Phone"));
});

test("a picture of more than 2400 pixels a side is made smaller, in its own kind", async () => {
  const picture = await takeIn(await plainPicture(4800, 1000).png().toBuffer());
  assert.deepEqual([picture.width, picture.height, picture.ending], [2400, 500, "png"]);
});

test("comments in a png are left behind", async () => {
  const bytes = await plainPicture(20, 20).png().toBuffer();
  const words = Buffer.from("Comment\0taken at home");
  const chunk = Buffer.alloc(words.length + 12);
  chunk.writeUInt32BE(words.length, 0);
  chunk.write("tEXt", 4);
  words.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + words.length)), 8 + words.length);
  const head = 8 + 25;
  const picture = await takeIn(Buffer.concat([bytes.subarray(0, head), chunk, bytes.subarray(head)]));
  assert.ok(!Buffer.from(picture.bytes).includes("taken at home"));
});

test("a moving picture goes on moving when it is made smaller", async () => {
  const frames = await Promise.all(["#000000", "#ffffff"].map((c) => plainPicture(3000, 40, c).png().toBuffer()));
  const bytes = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const picture = await takeIn(bytes);
  assert.deepEqual([picture.width, picture.height, picture.ending], [2400, 32, "gif"]);
  assert.equal((await sharp(picture.bytes).metadata()).pages, 2);
});

test("svg, html, pdf, tiff and plain words are no pictures, whatever they are", async () => {
  const files = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "<!doctype html><script>alert(1)</script>",
    "%PDF-1.7\n",
    "words",
    "",
  ].map((text) => Buffer.from(text));
  files.push(await plainPicture(9, 9).tiff().toBuffer());
  for (const bytes of files)
    await assert.rejects(takeIn(bytes), refusedAs("not-picture"), bytes.toString("latin1", 0, 20));
});

test("a damaged picture is refused", async () => {
  const whole = await plainPicture(300, 300).png().toBuffer();
  await assert.rejects(takeIn(whole.subarray(0, whole.length / 2)), refusedAs("not-picture"));
  await assert.rejects(takeIn(whole.subarray(0, 20)), refusedAs("not-picture"));
});

test("a bomb of pixels is refused by its head, and not decoded", async () => {
  const bytes = await plainPicture(20, 20).png().toBuffer();
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  const began = performance.now();
  await assert.rejects(takeIn(bytes), refusedAs("too-large"));
  assert.ok(performance.now() - began < 500);
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
