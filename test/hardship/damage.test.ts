import assert from "node:assert/strict";
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { open } from "lmdb";
import WebSocket from "ws";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom } from "../kit/typist.ts";
import { committed, page, roomOf, save } from "./writers.ts";

const other = "events/2025/11/barcamp.md";

/** Nothing is saved but by asking for it. */
const TIMES = { PLENARY_COMMIT_QUIET_MS: "3600000", PLENARY_COMMIT_MAX_MS: "3600000" };

async function type(url: string, room: string, text: string): Promise<void> {
  const typist = joinRoom(url, room);
  await typist.synced();
  typist.text.insert(typist.text.length, text);
  await typist.acknowledged();
  typist.leave();
}

/** How somebody who wants into a room is sent away. */
function turnedAway(url: string, room: string): Promise<{ code: number; reason: string }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/-/live/${room}`);
  return new Promise((resolve, reject) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on("error", reject);
  });
}

describe("a start on what a disk has damaged", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess | null = null;
  let [data, live, notes] = ["", "", ""];
  beforeEach(async () => {
    folder = await temporaryFolder();
    data = path.join(folder.path, "data");
    live = path.join(data, "live.mdb");
    notes = path.join(data, "notes.git");
  });
  afterEach(async () => {
    await server?.end("SIGKILL");
    server = null;
    await folder.remove();
  });

  async function start(): Promise<ServerProcess> {
    server = await spawnServer(["--data", data], TIMES);
    return server;
  }

  /** Two pages with text that no commit holds, and a server that was killed over it. */
  async function leaveUncommitted(): Promise<[string, string]> {
    const { url, end } = await start();
    const rooms = [await roomOf(url, page), await roomOf(url, other)] as [string, string];
    await type(url, rooms[0], "- kept on the first page\n");
    await type(url, rooms[1], "- kept on the other page\n");
    await end("SIGKILL");
    return rooms;
  }

  it("is refused in one line that names the file, which stays as it is", async () => {
    await leaveUncommitted();
    const whole = readFileSync(live);
    const torn = Buffer.from(whole);
    torn.fill(0, 2 * 4096);
    const damages: [Uint8Array, RegExp][] = [
      [Buffer.from("no store at all\n".repeat(2000)), /there is no root/],
      [new Uint8Array(0), /it ends before it has begun/],
      [torn, /page \d+ \(byte \d+\) of "[a-z ]+" is not what was written there/],
      [whole.subarray(0, 4 * 4096), /it ends at byte \d+/],
    ];
    for (const [bytes, how] of damages) {
      writeFileSync(live, bytes);
      await assert.rejects(start(), (cause: Error) => {
        assert.match(cause.message, /^the server ended with 1: plenary: the live store \S+live\.mdb is damaged: /);
        assert.match(cause.message, how);
        assert.match(cause.message, /put a copy of it back, or move it away/);
        assert.equal(cause.message.split("\n").length, 1, cause.message);
        return true;
      });
      assert.ok(readFileSync(live).equals(bytes), "it is not touched");
    }
    writeFileSync(live, whole);
    assert.equal(await (await start()).end("SIGTERM"), 0);
    assert.match(await committed(notes), /kept on the first page/);
    assert.match(await committed(notes, other), /kept on the other page/);
  });

  it("with one document's bytes changed serves all others, and shows that page without letting anybody write", async () => {
    const [room] = await leaveUncommitted();
    const [id = ""] = room.split(".");
    const damaged = await damageFirstRecord(live, id);

    const running = await start();
    const { url } = running;
    assert.match(await committed(notes, other), /kept on the other page/);
    assert.match(
      running.stderr(),
      /"level":50.*record 1 is not what was written.*"path":"events\/2016\/06\/dockercon16\.md"/,
    );
    assert.equal((await fetch(`${url}/${page.replace(/\.md$/, "")}`)).status, 200);
    const { room: none } = (await (await fetch(`${url}/-/api/v1/pages/${page}`)).json()) as { room: string | null };
    assert.equal(none, null);
    const editor = await fetch(`${url}/-/edit/${page}`, { headers: { accept: "application/json" } });
    const refusal = (await editor.json()) as { error: string; reason: string };
    assert.deepEqual([editor.status, refusal.error], [503, "damaged"]);
    assert.match(
      refusal.reason,
      /^What is kept of this page's live text cannot be read \(the record 1 is not what was written\)/,
    );
    assert.ok((await turnedAway(url, room)).code >= 1000);
    assert.equal((await fetch(`${url}/-/edit/${other}`)).status, 200);
    await type(url, await roomOf(url, other), "- and written on\n");
    assert.equal((await save(url, other)).status, 200);
    assert.equal(await running.end("SIGTERM"), 0);
    assert.deepEqual(await recordsOf(live, id), damaged, "its bytes are as they were");
  });

  it("on a repository that lacks the page's version takes nothing out of the live text", async () => {
    const first = await start();
    const room = await roomOf(first.url);
    await type(first.url, room, "- in the old copy\n");
    assert.equal((await save(first.url)).status, 200);
    await first.end("SIGTERM");
    const copy = path.join(folder.path, "copy.git");
    cpSync(notes, copy, { recursive: true });
    const second = await start();
    await type(second.url, room, "- in no copy\n");
    assert.equal((await save(second.url)).status, 200);
    await second.end("SIGTERM");
    const newest = path.join(folder.path, "newest.git");
    renameSync(notes, newest);
    renameSync(copy, notes);

    const third = await start();
    assert.equal((await fetch(`${third.url}/${page.replace(/\.md$/, "")}`)).status, 200);
    assert.ok((await turnedAway(third.url, room)).code >= 1000);
    const lost = (await git(newest, "rev-parse", "main")).slice(0, 10);
    assert.match(third.stderr(), new RegExp(`goes on from version ${lost}, which the notes do not have`));
    assert.equal(await third.end("SIGTERM"), 0);

    rmSync(notes, { recursive: true });
    renameSync(newest, notes);
    const fourth = await start();
    const reader = joinRoom(fourth.url, room);
    await reader.synced();
    assert.match(reader.text.toString(), /- in the old copy\n(?:.*\n)*- in no copy\n/);
    reader.leave();
    assert.equal(await fourth.end("SIGTERM"), 0);
  });
});

async function withRecords<T>(
  file: string,
  run: (records: ReturnType<typeof recordsIn>) => Promise<T> | T,
): Promise<T> {
  const root = open({ path: file, noSubdir: true, maxDbs: 16, overlappingSync: false });
  try {
    return await run(recordsIn(root));
  } finally {
    await root.close();
  }
}

function recordsIn(root: ReturnType<typeof open>) {
  return root.openDB<Buffer, [string, number]>({ name: "records", encoding: "binary" });
}

/** As a bad sector would: one byte of the text is another. */
async function damageFirstRecord(file: string, id: string): Promise<Buffer[]> {
  await withRecords(file, async (records) => {
    const bytes = Buffer.from(records.get([id, 1]) ?? assert.fail("there is no record"));
    const at = bytes.length - 8;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await records.put([id, 1], bytes);
  });
  return recordsOf(file, id);
}

function recordsOf(file: string, id: string): Promise<Buffer[]> {
  return withRecords(file, (records) =>
    [...records.getRange({ start: [id, 0], end: [id, Number.MAX_SAFE_INTEGER] })].map(({ value }) =>
      Buffer.from(value),
    ),
  );
}
