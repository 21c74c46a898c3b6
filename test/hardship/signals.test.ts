import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openLmdbLog } from "../../server/docs/lmdb-log.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { committed, createWriter, faultsIn, roomOf, type Writer } from "./writers.ts";

/** People who type at once. */
const WRITERS = Number(process.env.WRITERS ?? 8);

/** Nothing is saved by itself: what is in git in the end, the end has put there. */
const TIMES = { PLENARY_COMMIT_QUIET_MS: "3600000", PLENARY_COMMIT_MAX_MS: "3600000" };

/** What a stop may take, ms. */
const STOP_MS = 10_000;

describe("while people are typing hard", () => {
  const random = createRandom();
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;
  let data = "";
  let writers: Writer[] = [];
  let typing: Promise<void>[] = [];
  let stopped = false;

  beforeEach(async () => {
    folder = await temporaryFolder();
    data = path.join(folder.path, "data");
    server = await spawnServer(["--data", data], TIMES);
    stopped = false;
    writers = Array.from({ length: WRITERS }, (_, index) => createWriter(`w${index}`, random));
  });
  afterEach(async () => {
    stopped = true;
    for (const writer of writers) writer.leave();
    await server.end("SIGKILL");
    await folder.remove();
  });

  const promised = (): number => writers.reduce((sum, writer) => sum + writer.promised.size, 0);

  async function begin() {
    const room = await roomOf(server.url);
    const typists = await Promise.all(writers.map((writer) => writer.join(server.url, room)));
    typing = writers.map((writer) => writer.keepTyping(() => stopped, 20));
    await until("the room is busy", () => promised() > 10 * WRITERS, 60_000);
    return { room, typists };
  }

  it("SIGTERM ends with 0 within 10 s, closes with 1001, and leaves all that was acknowledged in git", async (t) => {
    const { typists } = await begin();
    const codes = typists.map(
      ({ provider }) =>
        new Promise<number>((resolve) => {
          provider.on("connection-close", (event) => resolve(event?.code ?? 0));
        }),
    );
    const began = performance.now();
    const ended = server.end("SIGTERM");
    assert.deepEqual(new Set(await Promise.all(codes)), new Set([1001]));
    stopped = true;
    for (const writer of writers) writer.leave();
    assert.equal(await ended, 0, server.stderr());
    const took = performance.now() - began;
    t.diagnostic(`${promised()} promised, stopped after ${Math.round(took)} ms, SEED=${random.seed}`);
    assert.ok(took < STOP_MS, `it took ${took} ms`);
    assert.equal(server.stderr(), "");
    const text = await committed(path.join(data, "notes.git"));
    assert.deepEqual(faultsIn(text, writers), []);
    assert.equal(await git(path.join(data, "notes.git"), "fsck", "--strict", "--no-dangling"), "");
    const log = openLmdbLog(path.join(data, "live.mdb"));
    assert.deepEqual(log.unsettled(), [], "nothing is left for the next start");
    await log.close();
  });

  it("SIGSTOP for 3 s is a pause: nobody loses or doubles anything", async (t) => {
    const { room, typists } = await begin();
    const sockets = typists.map(({ provider }) => provider.ws);
    const before = promised();
    server.child.kill("SIGSTOP");
    await pause(3000);
    server.child.kill("SIGCONT");
    await until("typing goes on", () => promised() > before + 5 * WRITERS, 60_000);
    stopped = true;
    await Promise.all(typing);
    const reader = joinRoom(server.url, room);
    await reader.synced();
    await until("all the same", () => typists.every(({ text }) => text.toString() === reader.text.toString()), 60_000);
    assert.deepEqual(faultsIn(reader.text.toString(), writers), [], `SEED=${random.seed}`);
    reader.leave();
    const kept = typists.filter(({ provider }, index) => provider.ws === sockets[index]).length;
    t.diagnostic(`${kept} of ${WRITERS} connections are the same as before, ${promised() - before} promised since`);
    assert.equal(kept, WRITERS, "a pause of 3 s is no reason to hang up");
  });
});
