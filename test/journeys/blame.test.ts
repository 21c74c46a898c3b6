import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import * as Y from "yjs";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { named } from "../kit/guest.ts";
import { pageOf } from "../kit/http.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16.md";
const names = ["Maren Oduya", "Tobias Wexley", "Ilse Karvonen"] as const;
const SAVES = 3;
const LINES = 12;

interface Writer {
  readonly name: string;
  readonly cookie: string;
  readonly typist: Typist;
  /** Starts of lines that were there before: between two of them nobody else writes. */
  readonly places: readonly Y.RelativePosition[];
}

async function arrive(server: TestServer, name: string, index: number): Promise<Writer> {
  const cookie = await named(server.url, name);
  const typist = joinRoom(server.url, (await pageOf(server.url, page)).room, { cookie });
  await typist.synced();
  const starts = [...typist.text.toString().matchAll(/^./gm)].map((match) => match.index);
  const own = starts.filter((_, at) => at > 3 && at % names.length === index);
  const places = own.map((start) => Y.createRelativePositionFromTypeIndex(typist.text, start));
  return { name, cookie, typist, places };
}

/** Whole lines all over the page, typed a letter at a time; at times an own line is taken out again. */
async function write({ name, typist, places }: Writer, random: Random, save: number): Promise<void> {
  for (let number = 0; number < LINES; number += 1) {
    const place = random.pick(places);
    for (const [at, letter] of [...`- ${save}.${number} 😀 by ${name}\n`].entries()) {
      const index = Y.createAbsolutePositionFromRelativePosition(place, typist.doc)?.index;
      typist.text.insert(index ?? 0, letter);
      if (at % 7 === 0) await new Promise((resolve) => setTimeout(resolve, random.int(4)));
    }
    if (random.chance(0.2)) takeOut(typist, `- ${save}.${random.int(number + 1)} 😀 by ${name}\n`);
  }
}

function takeOut({ text }: Typist, line: string): void {
  const at = text.toString().indexOf(line);
  if (at >= 0) text.delete(at, line.length);
}

/** Line by line: who is blamed for it, and its text. */
async function blameOf(clone: string): Promise<{ author: string; text: string }[]> {
  const told = await git(clone, "blame", "--line-porcelain", "HEAD", "--", page);
  return [...told.matchAll(/^author (.*)$[^\t]*^\t(.*)$/gm)].map(([, author = "", text = ""]) => ({ author, text }));
}

describe("a page that three write at once", { timeout: 120_000 }, () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ commitQuietMs: 60_000, commitMaxMs: 60_000 });
  });
  after(() => server.close());

  it("is blamed in a clone, line by line, on who typed it, and each save is one in history", async (context) => {
    const random = createRandom();
    context.diagnostic(`seed ${random.seed}`);
    const begun = (await git(server.notes, "rev-parse", "main")).trim();
    const writers = await Promise.all(names.map((name, index) => arrive(server, name, index)));
    for (let save = 1; save <= SAVES; save += 1) {
      await Promise.all(writers.map((writer) => write(writer, random, save)));
      await Promise.all(writers.map(({ typist }) => typist.acknowledged()));
      const texts = (): string[] => writers.map(({ typist }) => typist.text.toString());
      await until("all have all", () => new Set(texts()).size === 1);
      await fetch(`${server.url}/-/save/${page}`, { method: "POST", headers: { cookie: writers[0]?.cookie ?? "" } });
      assert.equal(await git(server.notes, "show", `main:${page}`), texts()[0]);
    }
    for (const { typist } of writers) typist.leave();

    const folder = await temporaryFolder();
    const clone = path.join(folder.path, "notes");
    await git(folder.path, "clone", "--quiet", `${server.url}/notes.git`, clone);
    const lines = await blameOf(clone);
    assert.equal(lines.length, (await git(clone, "show", `HEAD:${page}`)).split("\n").length - 1);
    const typed = lines.filter(({ text }) => text.includes("😀"));
    assert.ok(typed.length > SAVES * LINES * 2, `${typed.length} lines`);
    for (const { author, text } of lines) {
      assert.equal(author, text.match(/😀 by (.*)$/)?.[1] ?? "Plenary", `seed ${random.seed}: ${text}`);
    }
    const told = await git(clone, "log", "--format=%(trailers:key=Save-Id,valueonly,separator=%x2C)|%an", `${begun}..`);
    const ids = told.trim().split("\n");
    assert.equal(ids.length, SAVES * names.length);
    assert.equal(new Set(ids.map((line) => line.split("|")[0])).size, SAVES);
    assert.equal(await git(clone, "fsck", "--strict"), "");
    assert.equal(await git(server.notes, "fsck", "--strict"), "");

    const history = (await (await fetch(`${server.url}/-/api/v1/history/${page}?limit=${SAVES}`)).json()) as {
      saves: { authors: { name: string }[] }[];
    };
    for (const { authors } of history.saves) {
      assert.deepEqual(authors.map(({ name }) => name).sort(), [...names].sort());
    }
    await folder.remove();
  });
});
