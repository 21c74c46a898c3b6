import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it, type TestContext } from "node:test";
import { git } from "../kit/git.ts";
import { type FilledForm, type Follower, filledForm, follow } from "../kit/http.ts";
import { createRandom } from "../kit/random.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { makeReadOnly, mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { committed, createWriter, faultsIn, page, roomOf, save } from "./writers.ts";

/** Nothing is saved but by asking for it. */
const TIMES = { PLENARY_COMMIT_QUIET_MS: "3600000", PLENARY_COMMIT_MAX_MS: "3600000" };

/** More than a store has room for without growing. */
const LONG = `${"a word too many ".repeat(20_000)}\n`;

/** A retry a second, on a machine that may be busy. */
const PATIENCE_MS = 60_000;

const readers = ["/", `/${page.replace(/\.md$/, "")}`, `/-/api/v1/pages/${page}`, `/-/edit/${page}`, "/-/health"];

async function write(url: string, method: string, address: string, body: Record<string, string>): Promise<Response> {
  return fetch(`${url}${address}`, {
    method,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
}

/** Sends a form as a browser without scripts does. */
async function send(url: string, address: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const headers = { accept: "text/html,*/*;q=0.8" };
  return fetch(`${url}${address}`, { method: "POST", headers, body: new URLSearchParams(fields), redirect: "manual" });
}

/** The form that a refusal gives back, with the reason beside it. */
async function givenBack(answer: Response): Promise<FilledForm> {
  const html = await answer.text();
  assert.equal(answer.status, 503, html);
  assert.match(html, /role="alert">[^<]*(?:no space|ENOSPC)[^<]*</);
  return filledForm(html);
}

/** A refusal in one line that says what is the matter. */
async function assertRefused(answer: Response, reason: RegExp): Promise<void> {
  const body = (await answer.json()) as { error: string; reason: string };
  assert.equal(answer.status, 503, JSON.stringify(body));
  assert.equal(body.error, "cannot-write");
  assert.match(body.reason, reason);
  assert.ok(!body.reason.includes("\n") && !body.reason.includes("/tmp"), body.reason);
}

async function assertReadable(url: string): Promise<void> {
  for (const address of readers) {
    const answer = await fetch(`${url}${address}`);
    assert.equal(answer.status, 200, `${address}: ${await answer.text()}`);
  }
}

function toldOfDisk({ events }: Follower): unknown[] {
  return events.flatMap(({ kind, data }) => (kind === "disk" ? [(data as { writable?: boolean }).writable] : []));
}

describe("a disk that takes nothing", () => {
  const random = createRandom();
  let disk: SmallDisk | null = null;
  let server: ServerProcess | null = null;
  let undo: (() => Promise<unknown> | unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
    await server?.end("SIGKILL");
    await disk?.remove();
    [disk, server] = [null, null];
    undo = [];
  });

  async function mounted(t: TestContext): Promise<SmallDisk | null> {
    disk = await mountSmallDisk(24);
    if (!disk) t.skip("no small disk can be mounted here");
    return disk;
  }

  async function start(data: string): Promise<ServerProcess> {
    server = await spawnServer(["--data", data], TIMES);
    return server;
  }

  /** Everything that was typed is on the page once, in git too, and in a wiki that is started again. */
  async function assertAllKept(data: string, running: ServerProcess, writers: Parameters<typeof faultsIn>[1]) {
    const notes = path.join(data, "notes.git");
    assert.equal((await save(running.url)).status, 200);
    assert.deepEqual(faultsIn(await committed(notes), writers), []);
    assert.equal(await running.end("SIGKILL"), null);
    const next = await start(data);
    const reader = joinRoom(next.url, await roomOf(next.url));
    await reader.synced();
    assert.deepEqual(faultsIn(reader.text.toString(), writers), []);
    reader.leave();
    assert.equal(await git(notes, "fsck", "--strict", "--no-dangling"), "");
    assert.equal(await next.end("SIGTERM"), 0);
  }

  it("because it is full: reads go on, typing goes on, saves are refused, and all is well when there is space", async (t) => {
    const small = await mounted(t);
    if (!small) return;
    const data = path.join(small.path, "data");
    const { url, child } = await start(data);
    const running = server as unknown as ServerProcess;
    const room = await roomOf(url);
    const [ada, bob] = [createWriter("ada", random), createWriter("bob", random)];
    const [left, right] = await Promise.all([ada.join(url, room), bob.join(url, room)]);
    undo.push(ada.leave, bob.leave);
    await ada.type();
    const before = (await git(path.join(data, "notes.git"), "rev-parse", "main")).trim();
    const base = await committed(path.join(data, "notes.git"));
    const reader = await follow(url, page);
    undo.push(reader.close);

    small.fill();
    left.text.insert(0, LONG);
    const waiting = Promise.all([ada.type(), ada.type(), bob.type()]);
    await until("the trouble is told", () => toldOfDisk(reader).includes(false), PATIENCE_MS);
    await until("typing goes on", () => left.text.toString() === right.text.toString());
    await assertReadable(url);
    const late = createWriter("late", random);
    undo.push(late.leave);
    assert.ok((await late.join(url, room)).text.toString().includes("a word too many"), "somebody new may come in");
    await assertRefused(await write(url, "POST", `/-/save/${page}`, {}), /no space is left on the disk/);
    const form = { text: `${base}- by a form\n`, base: before, message: "" };
    await assertRefused(await write(url, "POST", `/-/edit/${page}`, form), /no space|ENOSPC/);
    const filled = await givenBack(await send(url, `/-/edit/${page}`, { ...form, text: `- by a browser\n${base}` }));
    await assertRefused(await write(url, "PUT", `/-/api/v1/pages/${page}`, form), /no space|ENOSPC/);
    assert.deepEqual([ada.promised.size, bob.promised.size], [1, 0], "nothing is promised that is not on the disk");
    assert.equal((await git(path.join(data, "notes.git"), "rev-parse", "main")).trim(), before);
    assert.deepEqual(temporaryObjects(data), []);

    small.free();
    await waiting;
    await late.type();
    await until("the relief is told", () => toldOfDisk(reader).at(-1) === true, PATIENCE_MS);
    assert.equal(child.exitCode, null);
    assert.equal((await write(url, "PUT", `/-/api/v1/pages/${page}`, form)).status, 200);
    assert.equal((await send(url, filled.action, filled.fields)).status, 303);
    assert.deepEqual([ada.promised.size, bob.promised.size, late.promised.size], [3, 1, 1]);
    reader.close();
    for (const writer of [ada, bob, late]) writer.leave();
    await assertAllKept(data, running, [ada, bob, late]);
    const text = await committed(path.join(data, "notes.git"));
    for (const line of ["- by a form\n", "- by a browser\n"]) assert.equal(text.split(line).length, 2, line);
  });

  it("at a stop: it ends in time and says so, and what no disk has is still with whoever typed it", async (t) => {
    const small = await mounted(t);
    if (!small) return;
    const data = path.join(small.path, "data");
    const running = await start(data);
    const room = await roomOf(running.url);
    const ada = createWriter("ada", random);
    undo.push(ada.leave);
    const typist = await ada.join(running.url, room);
    await ada.type();
    small.fill();
    typist.text.insert(0, LONG);
    void ada.type();
    await until(
      "the trouble is in the log",
      () => running.stderr().includes("the live store takes nothing"),
      PATIENCE_MS,
    );
    const began = performance.now();
    assert.equal(await running.end("SIGTERM"), 1);
    assert.ok(performance.now() - began < 10_000);
    assert.match(running.stderr(), /the wiki did not stop in time/);
    ada.leave();
    small.free();
    const next = await start(data);
    await ada.join(next.url, room);
    await ada.type();
    ada.leave();
    assert.equal(await next.end("SIGTERM"), 0);
    const text = await committed(path.join(data, "notes.git"));
    assert.deepEqual(faultsIn(text, [ada]), []);
    assert.ok([...ada.typed].every((mark) => text.includes(mark)) && text.includes(LONG.trimEnd()));
  });

  it("because it is read-only: the same", async (t) => {
    const small = await mounted(t);
    if (!small) return;
    // The folder is a disk of its own, so that it can be made read-only under a server that has files open.
    const data = small.path;
    assert.equal(await (await start(data)).end("SIGTERM"), 0);
    const readOnly = makeReadOnly(data);
    const running = await start(data);
    const { url } = running;
    const room = await roomOf(url);
    const ada = createWriter("ada", random);
    const typist = await ada.join(url, room);
    undo.push(ada.leave);
    await ada.type();
    const reader = await follow(url, page);
    undo.push(reader.close);
    const before = (await git(path.join(data, "notes.git"), "rev-parse", "main")).trim();

    if (!(await readOnly.begin(running.child.pid ?? 0))) {
      await running.end("SIGTERM");
      return t.skip("files that are open cannot be made read-only here: that takes strace");
    }
    undo.push(readOnly.end);
    const waiting = Promise.all([ada.type(), ada.type()]);
    await until("the trouble is told", () => toldOfDisk(reader).includes(false), PATIENCE_MS);
    await assertReadable(url);
    const other = joinRoom(url, room);
    await other.synced();
    await until("typing goes on", () => other.text.toString() === typist.text.toString());
    other.leave();
    await assertRefused(await write(url, "POST", `/-/save/${page}`, {}), /could not be written/);
    assert.equal(ada.promised.size, 1);
    assert.equal((await git(path.join(data, "notes.git"), "rev-parse", "main")).trim(), before);

    await readOnly.end();
    await waiting;
    await until("the relief is told", () => toldOfDisk(reader).at(-1) === true, PATIENCE_MS);
    assert.equal(ada.promised.size, 3);
    reader.close();
    ada.leave();
    await assertAllKept(data, running, [ada]);
  });
});

/** What a write that failed may leave behind in the repository. */
function temporaryObjects(data: string): string[] {
  const objects = path.join(data, "notes.git", "objects");
  return readdirSync(objects, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("tmp_obj"));
}
