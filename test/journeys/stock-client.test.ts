import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import WebSocket from "ws";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16.md";

async function roomOf(url: string): Promise<string> {
  const response = await fetch(`${url}/-/api/v1/pages/${page}`);
  return ((await response.json()) as { room: string }).room;
}

/** The close code of a WebSocket, or the HTTP status it was refused with. */
function closeCode(url: string, room: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/-/live/${room}`, { headers });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("close", (code) => resolve(code));
    socket.on("error", () => {});
  });
}

describe("a stock y-websocket client", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ commitQuietMs: 300, commitMaxMs: 1000 });
  });
  after(() => server.close());

  it("joins, types, and what it typed is committed by itself", async () => {
    const typist = joinRoom(server.url, await roomOf(server.url));
    await typist.synced();
    assert.match(typist.text.toString(), /^DockerCon 2016\n/i);
    typist.text.insert(typist.text.length, "\n- a line from a stock client\n");
    await typist.acknowledged();
    await until("the commit", async () => (await git(server.notes, "show", `main:${page}`)).includes("stock client"));
    assert.match(await git(server.notes, "log", "-1", "--format=%an", "main"), /^Guest \d+\n$/);
    typist.leave();
  });

  it("hears another one type, and sees who it is by the server's word", async () => {
    const room = await roomOf(server.url);
    const [one, two] = [joinRoom(server.url, room), joinRoom(server.url, room)];
    await Promise.all([one.synced(), two.synced()]);
    one.provider.awareness.setLocalState({ user: { name: "Somebody Else", color: "red" } });
    one.text.insert(0, "<!-- hello -->\n");
    await until("the text", () => two.text.toString().startsWith("<!-- hello -->"));
    await until("the name", () => two.provider.awareness.getStates().has(one.doc.clientID));
    const state = two.provider.awareness.getStates().get(one.doc.clientID);
    assert.match(state?.user.name, /^Guest \d+$/);
    assert.notEqual(state?.user.color, "red");
    one.leave();
    await until("the leaving", () => !two.provider.awareness.getStates().has(one.doc.clientID));
    two.text.delete(0, "<!-- hello -->\n".length);
    await two.acknowledged();
    two.leave();
  });

  it("that comes back on a new line is seen by the others before it says anything new", async () => {
    const room = await roomOf(server.url);
    const [one, two] = [joinRoom(server.url, room), joinRoom(server.url, room)];
    await Promise.all([one.synced(), two.synced()]);
    const seen = () => two.provider.awareness.getStates().has(one.doc.clientID);
    one.provider.awareness.setLocalStateField("talk", "expo");
    await until("it is seen", seen);
    const state = one.provider.awareness.getLocalState();
    for (let time = 0; time < 2; time += 1) {
      one.provider.disconnect();
      await until("it is gone", () => !seen());
      one.provider.connect();
      // Sooner than its next sign of life, which comes every 15 s.
      await until("it is seen again", seen, 5000);
    }
    assert.equal(one.provider.awareness.getLocalState(), state);
    one.leave();
    two.leave();
  });

  it("with a name that is no room is closed with 4404, and from another site gets 403", async () => {
    assert.equal(await closeCode(server.url, "nobody.1"), 4404);
    assert.equal(await closeCode(server.url, await roomOf(server.url), { origin: "http://elsewhere.example" }), 403);
    assert.equal(await closeCode(server.url, "..%2f.."), 404);
  });

  it("that sends what is no frame is closed with 1007, and the others write on", async () => {
    const room = await roomOf(server.url);
    const good = joinRoom(server.url, room);
    await good.synced();
    const bad = new WebSocket(`${server.url.replace("http", "ws")}/-/live/${room}`);
    const code = new Promise((resolve) => bad.once("close", resolve));
    bad.once("open", () => bad.send(Buffer.from([0, 2, 200, 1, 2, 3])));
    assert.equal(await code, 1007);
    good.text.insert(0, "x");
    await good.acknowledged();
    good.text.delete(0, 1);
    await good.acknowledged();
    good.leave();
  });

  it("sees a form's save arrive beside what it is typing", async () => {
    const typist = joinRoom(server.url, await roomOf(server.url));
    await typist.synced();
    const { commit, text } = (await (await fetch(`${server.url}/-/api/v1/pages/${page}`)).json()) as {
      commit: string;
      text: string;
    };
    typist.text.insert(typist.text.length, "- typed\n");
    await typist.acknowledged();
    const saved = await fetch(`${server.url}/-/api/v1/pages/${page}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: text.replace("Expo", "Expo hall"), base: commit, message: "by a script" }),
    });
    assert.equal(saved.status, 200);
    await until("the merge", () => typist.text.toString().includes("Expo hall"));
    assert.ok(typist.text.toString().endsWith("- typed\n"));
    await until("both in git", async () => {
      const now = await git(server.notes, "show", `main:${page}`);
      return now.includes("Expo hall") && now.includes("- typed\n");
    });
    typist.leave();
  });

  it("leaves a repository git finds nothing wrong with, and a clone has it all", async () => {
    assert.equal(await git(server.notes, "fsck", "--strict", "--no-dangling"), "");
    const folder = await temporaryFolder();
    const clone = path.join(folder.path, "notes");
    await git(folder.path, "clone", "--quiet", `${server.url}/notes.git`, clone);
    assert.equal(await git(clone, "rev-parse", "HEAD"), await git(server.notes, "rev-parse", "main"));
    await folder.remove();
  });
});
