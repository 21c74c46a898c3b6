import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { tokensIn } from "../../server/data-folder.ts";
import { createTokens } from "../../server/tokens-file.ts";
import { blobOf, commitByHand, flaws } from "../git/plumbing.ts";
import { createWriter, faultsIn, page, roomOf, save, type Writer } from "../hardship/writers.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { call, mainOf, savePage } from "../kit/remote.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";

/** How long everybody writes, ms; `MIRROR_MS=60000` for a minute. */
const WRITING_MS = Number(process.env["MIRROR_MS"] ?? 5000);

const TIMES = { commitQuietMs: 300, commitMaxMs: 1000, remoteEveryS: 5 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let servers: TestServer[] = [];
before(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
after(() => folder?.remove());

/** A wiki's address with a token of its own to push with. */
async function withToken({ url, data }: TestServer): Promise<string> {
  const token = await createTokens(tokensIn(data)).add("the other wiki");
  return `${url.replace("://", `://mirror:${token}@`)}/notes.git`;
}

/** Two wikis, each of which has the other for its remote; the second began as a clone of the first. */
async function pair(): Promise<[TestServer, TestServer]> {
  const data = path.join(folder.path, "one");
  const alone = await startTestServer({ ...TIMES, data });
  const [{ port }, remote] = [new URL(alone.url), await withToken(alone)];
  const two = await startTestServer({
    ...{ ...TIMES, data: path.join(folder.path, "two"), clone: `${alone.url}/notes.git`, remote },
  });
  servers = [two];
  const back = await withToken(two);
  await alone.close();
  const one = await startTestServer({ ...TIMES, data, port: Number(port), remote: back });
  servers = [one, two];
  return [one, two];
}

describe("two wikis that mirror each other", () => {
  const random = createRandom();

  it(`come to the same, with each word once, whatever is typed, saved and committed on both (seed ${random.seed})`, async (t) => {
    const pairOf = await pair();
    const writers: Writer[] = [];
    const saved: string[] = [];
    const end = Date.now() + WRITING_MS;
    const isOver = (): boolean => Date.now() > end;

    async function write(server: TestServer, name: string): Promise<void> {
      const room = await roomOf(server.url);
      const own = [createWriter(`${name}a`, random), createWriter(`${name}b`, random)];
      writers.push(...own);
      for (const writer of own) await writer.join(server.url, room);
      await Promise.all(own.map((writer) => writer.keepTyping(isOver, 120)));
    }
    async function saveForms(server: TestServer, name: string): Promise<void> {
      for (let count = 0; !isOver(); count += 1) {
        const mark = `<${name}.${count}>`;
        await savePage(server, "how-to-write", (text) => `${text.trimEnd()} ${mark}\n`);
        saved.push(mark);
        await pause(random.int(400));
      }
    }
    async function commitWithShell({ notes }: TestServer, name: string): Promise<void> {
      for (let count = 0; !isOver(); count += 1) {
        const mark = `<${name}.${count}>`;
        const entry = `100644 blob ${await blobOf(notes, `${mark}\n`)}\t${name}${count}.md`;
        // Whoever is a moment late does it again.
        const done = await commitByHand(notes, [entry]).then(
          () => true,
          () => false,
        );
        if (done) saved.push(mark);
        await pause(random.int(1500));
      }
    }
    await Promise.all(
      pairOf.flatMap((server, at) => [
        write(server, `w${at}`),
        saveForms(server, `f${at}`),
        commitWithShell(server, `h${at}`),
      ]),
    );
    for (const writer of writers) writer.leave();
    for (const server of pairOf) assert.ok((await save(server.url)).ok);
    const [one, two] = pairOf;
    let calls = 0;
    await until(
      "both have the same tip",
      async () => {
        if (calls % 100 === 0) for (const server of pairOf) await call(server);
        calls += 1;
        return (await mainOf(one.notes)) === (await mainOf(two.notes));
      },
      90_000,
    );
    for (const { notes } of pairOf) {
      const texts = await Promise.all([
        git(notes, "show", `main:${page}`),
        git(notes, "show", "main:how-to-write.md"),
        git(notes, "grep", "-h", "-e", "^<h[01]\\.", "main"),
      ]);
      const all = texts.join("\n");
      assert.deepEqual(faultsIn(all, writers), [], `seed ${random.seed}`);
      const wrong = saved.filter((mark) => all.split(mark).length !== 2);
      assert.deepEqual(wrong, [], `seed ${random.seed}`);
      assert.doesNotMatch(all, /^(?:<{7}|>{7})/m);
      assert.equal(await flaws(notes), "");
    }
    const merges = (await git(one.notes, "rev-list", "--count", "--merges", "main")).trim();
    t.diagnostic(
      `${writers.reduce((sum, { typed }) => sum + typed.size, 0)} typed, ${saved.length} saved, ${merges} merges`,
    );
  });
});
