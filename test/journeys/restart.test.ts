import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import * as Y from "yjs";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16.md";

async function roomOf(url: string): Promise<string> {
  return ((await (await fetch(`${url}/-/api/v1/pages/${page}`)).json()) as { room: string }).room;
}

function count(text: string, what: string): number {
  return text.split(what).length - 1;
}

describe("the server's end", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data = "";
  before(async () => {
    folder = await temporaryFolder();
    data = path.join(folder.path, "data");
  });
  after(() => folder.remove());

  const start = (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> =>
    spawnServer(["--data", data], env);
  const committed = (): Promise<string> => git(path.join(data, "notes.git"), "show", `main:${page}`);

  it("by kill -9 loses nothing that was acknowledged, and a client that comes back doubles nothing", async () => {
    const doc = new Y.Doc();
    for (let round = 0; round < 5; round += 1) {
      const server = await start();
      const typist = joinRoom(server.url, await roomOf(server.url), { doc });
      await typist.synced();
      typist.text.insert(typist.text.length, `- acknowledged in round ${round}\n`);
      await typist.acknowledged();
      if (round % 2 === 1) void fetch(`${server.url}/-/save/${page}`, { method: "POST" }).catch(() => {});
      typist.text.insert(0, "");
      await server.end("SIGKILL");
      typist.leave();
    }
    const server = await start();
    const room = await roomOf(server.url);
    const [old, fresh] = [joinRoom(server.url, room, { doc }), joinRoom(server.url, room)];
    await Promise.all([old.synced(), fresh.synced()]);
    await until("both the same", () => old.text.toString() === fresh.text.toString());
    const text = fresh.text.toString();
    for (let round = 0; round < 5; round += 1) assert.equal(count(text, `acknowledged in round ${round}\n`), 1);
    assert.equal(count(text, "Golden Ticket\n---"), 1);
    assert.equal(await committed(), text);
    old.leave();
    fresh.leave();
    assert.equal(await server.end("SIGTERM"), 0);
    assert.equal(await git(path.join(data, "notes.git"), "fsck", "--strict", "--no-dangling"), "");
  });

  it("by SIGTERM commits what is typed, closes the sockets, and ends with 0", async () => {
    const server = await start();
    const typist = joinRoom(server.url, await roomOf(server.url));
    await typist.synced();
    const closed = new Promise<number>((resolve) => {
      typist.provider.on("connection-close", (event) => resolve(event?.code ?? 0));
    });
    typist.text.insert(typist.text.length, "- typed just before the end\n");
    await typist.acknowledged();
    typist.provider.shouldConnect = false;
    assert.equal(await server.end("SIGTERM"), 0);
    assert.equal(await closed, 1001);
    typist.leave();
    assert.equal(count(await committed(), "just before the end"), 1);
    assert.equal(server.stderr(), "");
  });

  it("under an editor that stays open is a pause: what is typed meanwhile arrives once", async () => {
    const first = await start();
    const room = await roomOf(first.url);
    const doc = new Y.Doc();
    const before = joinRoom(first.url, room, { doc });
    await before.synced();
    await first.end("SIGKILL");
    doc.getText("content").insert(doc.getText("content").length, "- typed while it was down\n");
    before.leave();
    const second = await start({ PLENARY_COMMIT_QUIET_MS: "100" });
    assert.equal(await roomOf(second.url), room);
    const back = joinRoom(second.url, room, { doc });
    await back.synced();
    await until("the commit", async () => count(await committed(), "while it was down") === 1);
    assert.equal(count(back.text.toString(), "while it was down"), 1);
    back.leave();
    await second.end("SIGTERM");
  });

  it("does not let a second process have the data folder, and lets the next one after it", async () => {
    const first = await start();
    await assert.rejects(start(), /another Plenary \(process \d+\) is running on the data folder/);
    await first.end("SIGKILL");
    await (await start()).end("SIGTERM");
  });
});

describe("a start", () => {
  it("that cannot be is refused in one line", async () => {
    const folder = await temporaryFolder();
    const refusals: [string[], Record<string, string>, RegExp][] = [
      [["--port", "x"], {}, /--port \(PORT\) is "x"/],
      [["--prot", "1"], {}, /--prot/],
      [[], { PLENARY_COMMIT_QUIET_MS: "-1" }, /PLENARY_COMMIT_QUIET_MS is "-1"/],
      [[], { PLENARY_QUIET: "1" }, /PLENARY_QUIET is no setting/],
      [["--clone", path.join(folder.path, "nowhere")], {}, /cannot be cloned/],
      [["--host", "300.1.1.1"], {}, /cannot listen/],
    ];
    for (const [args, env, words] of refusals) {
      const failed = spawnServer(["--data", path.join(folder.path, "data"), ...args], env);
      await assert.rejects(failed, (cause: Error) => {
        assert.match(cause.message, words);
        assert.equal(cause.message.split("\n").length, 1, cause.message);
        return true;
      });
    }
    await folder.remove();
  });

  it("on notes that are there already shows them, whatever their branch is called", async () => {
    const folder = await temporaryFolder();
    const source = path.join(folder.path, "source");
    await git(folder.path, "init", "--quiet", "--initial-branch=trunk", source);
    await writeFile(path.join(source, "index.md"), "Our notes\n=========\n");
    await git(source, "add", ".");
    await git(source, "commit", "--quiet", "-m", "one");
    const server = await spawnServer(["--data", path.join(folder.path, "data"), "--clone", source]);
    assert.match(await (await fetch(server.url)).text(), /Our notes/);
    await server.end("SIGTERM");
    await folder.remove();
  });
});
