import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { createCopies } from "../../server/pictures/copies.ts";
import { createQueue } from "../../server/pictures/queue.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { plainPicture } from "../kit/pictures.ts";
import { until } from "../kit/typist.ts";

const oid = (number: number): string => String(number).padStart(40, "0");

test("a copy is made once, also when many ask at the same time, and outlives the process", async () => {
  const folder = await temporaryFolder();
  const picture = await plainPicture(1000, 500).jpeg().toBuffer();
  let reads = 0;
  const read = async (): Promise<Buffer> => {
    reads += 1;
    return picture;
  };
  const copies = createCopies(path.join(folder.path, "copies"), 1e6, createQueue(2));
  const made = await Promise.all([1, 2, 3].map(() => copies.copy(oid(1), 320, read)));
  const { width, height, format } = await sharp(made[0]).metadata();
  assert.deepEqual([width, height, format], [320, 160, "webp"]);
  assert.equal(reads, 1);
  const later = createCopies(path.join(folder.path, "copies"), 1e6, createQueue(2));
  assert.deepEqual(Buffer.from(await later.copy(oid(1), 320, read)), Buffer.from(made[0] ?? []));
  assert.equal(reads, 1);
  await folder.remove();
});

test("what is kept stays within its bounds, and what was asked for last is kept longest", async () => {
  const folder = await temporaryFolder();
  const noise = { create: { width: 400, height: 400, channels: 3, background: "#000" } } as const;
  const picture = await sharp({ create: { ...noise.create, noise: { type: "gaussian", mean: 128, sigma: 60 } } })
    .png()
    .toBuffer();
  const copies = createCopies(folder.path, 60_000, createQueue(2));
  for (let number = 0; number < 12; number += 1) await copies.copy(oid(number), 320, async () => picture);
  const names = (): Promise<string[]> => readdir(folder.path);
  await until("the oldest are gone", async () => (await names()).length < 6);
  assert.ok(!(await names()).includes(`${oid(0)}-320.webp`));
  await folder.remove();
});

test("where the disk takes no copy, the copy is made all the same", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, "file");
  await writeFile(file, "in the way");
  const copies = createCopies(file, 1e6, createQueue(2));
  const picture = await plainPicture(1000, 500).jpeg().toBuffer();
  await assert.doesNotReject(copies.copy(oid(1), 320, async () => picture));
  await folder.remove();
});
