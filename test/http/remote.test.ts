import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { blobOf, commitByHand, flaws, processesOn } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { bareAt, call, cloneOf, mainOf, remoteOf, savePage, untilRemote } from "../kit/remote.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";
const file = `${page}.md`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let lines: string[] = [];
let count = 0;

before(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await server?.close();
  lines = [];
});
after(() => folder?.remove());

/** A wiki with an empty bare repository as its remote, which it has filled. */
async function mirrored(everyS = 3600): Promise<string> {
  count += 1;
  const dir = await bareAt(path.join(folder.path, `remote${count}.git`));
  server = await startTestServer({ remote: dir, remoteEveryS: everyS }, lines);
  await untilRemote(server, "it is filled", ({ state }) => state === "in step");
  return dir;
}

const times = (text: string, part: string): number => text.split(part).length - 1;
const textAt = (dir: string, rev = "main"): Promise<string> => git(dir, "show", `${rev}:${file}`);

describe("a remote", () => {
  it("that is empty is filled, and gets what is saved in a batch", async () => {
    const dir = await mirrored();
    assert.equal(await mainOf(dir), await mainOf(server.notes));
    for (const word of ["one", "two", "three"]) await savePage(server, page, (text) => `${text}- ${word}\n`);
    await until("all of it is there", async () => (await mainOf(dir)) === (await mainOf(server.notes)));
    const told = await untilRemote(server, "it is in step", ({ state }) => state === "in step");
    assert.equal(told.unsent, 0);
    assert.ok(told.pushed !== null && told.fetched !== null);
    assert.equal(await flaws(dir), "");
  });

  it("gets a commit that somebody makes with a shell, and one that is pushed", async () => {
    const dir = await mirrored();
    const clone = await cloneOf(server.notes, folder.path);
    const mine = await clone.commit({ "shell.md": "# By hand\n" });
    await clone.git("push", "-q", "origin", "main");
    await fetch(`${server.url}/shell`);
    await until("it is there", async () => (await mainOf(dir)) === mine);
  });

  it("that went on is taken when it calls, and by itself after a while", async () => {
    const dir = await mirrored(5);
    const clone = await cloneOf(dir, folder.path);
    const first = await clone.commit({ "called.md": "# Called\n" });
    await clone.git("push", "-q", "origin", "main");
    await call(server);
    await until("it is here", async () => (await mainOf(server.notes)) === first);
    assert.match(await (await fetch(`${server.url}/called`)).text(), /Called/);
    const second = await clone.commit({ "waited.md": "# Waited\n" });
    await clone.git("push", "-q", "origin", "main");
    await until("it is here too", async () => (await mainOf(server.notes)) === second);
  });

  it("that changed the line that was changed here gets both, and so does the open room, whose cursor stays", async () => {
    const dir = await mirrored();
    const { room } = (await (await fetch(`${server.url}/-/api/v1/pages/${page}`)).json()) as { room: string };
    const typist = joinRoom(server.url, room);
    await typist.synced();
    const clone = await cloneOf(dir, folder.path);
    const text = await textAt(dir);
    const [line = ""] = /^- .{20,}$/m.exec(text) ?? [];
    await clone.commit({ [file]: text.replace(line, `${line} from-there`) });
    await clone.git("push", "-q", "origin", "main");
    const at = typist.text.toString().indexOf(line) + 2;
    typist.text.insert(at, "typed-here ");
    await typist.acknowledged();
    await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
    const before = typist.text.toString().slice(0, at + 11);
    await call(server);
    await until("the room has it", () => typist.text.toString().includes("from-there"));
    assert.equal(typist.text.toString().slice(0, at + 11), before);
    await untilRemote(server, "in step", ({ state }) => state === "in step");
    await until("both are there", async () => (await mainOf(dir)) === (await mainOf(server.notes)));
    const merged = await textAt(dir);
    assert.deepEqual([times(merged, "typed-here"), times(merged, "from-there")], [1, 1]);
    const { merges } = await untilRemote(server, "the merge is told of", ({ merges }) => merges.length > 0);
    assert.equal((await fetch(`${server.url}/-/commit/${merges[0]?.commit}`)).status, 200);
    assert.deepEqual(merges[0]?.paths, [file]);
    typist.leave();
  });

  it("gets branches and tags that are new or go on, gives its own, and those that differ stay as they are", async () => {
    const dir = await mirrored();
    const [here, there] = [await cloneOf(server.notes, folder.path), await cloneOf(dir, folder.path)];
    await here.git("checkout", "-q", "-b", "ours");
    const ours = await here.commit({ "ours.md": "ours\n" });
    await here.git("tag", "same-name");
    await here.git("push", "-q", "origin", "ours", "same-name");
    await there.git("checkout", "-q", "-b", "theirs");
    const theirs = await there.commit({ "theirs.md": "theirs\n" });
    await there.git("tag", "-a", "-m", "a tag", "v1");
    await there.git("tag", "same-name");
    await there.git("push", "-q", "origin", "theirs", "v1", "same-name");
    await call(server);
    await until(
      "ours is there",
      async () => (await git(dir, "rev-parse", "-q", "--verify", "ours").catch(() => "")).trim() === ours,
    );
    assert.equal((await git(server.notes, "rev-parse", "theirs")).trim(), theirs);
    assert.equal((await git(server.notes, "rev-parse", "v1^{commit}")).trim(), theirs);
    // It was in step before, and says so until the round has ended: what it left alone is told then.
    const { left, state } = await untilRemote(server, "the round has ended", ({ left }) => left.length > 0);
    assert.equal(state, "in step");
    assert.deepEqual(
      left.map(({ name, kind }) => [name, kind]),
      [["same-name", "tag"]],
    );
    assert.match(await (await fetch(`${server.url}/-/remote`)).text(), /same-name/);
  });
});

describe("a remote whose history was rewritten", () => {
  it("is not taken and not pushed to; it is told of, and goes on when it has its versions again", async () => {
    const dir = await mirrored();
    await savePage(server, page, (text) => `${text}- kept\n`);
    await until("it is there", async () => (await mainOf(dir)) === (await mainOf(server.notes)));
    await untilRemote(server, "in step", ({ state }) => state === "in step");
    const tip = await mainOf(dir);
    const clone = await cloneOf(dir, folder.path);
    await clone.git("reset", "-q", "--hard", "HEAD~1");
    await clone.commit({ "other.md": "other\n" });
    await clone.git("push", "-q", "--force", "origin", "main");
    const forced = await mainOf(dir);
    await call(server);
    await untilRemote(server, "it is seen", ({ state }) => state === "rewritten");
    await savePage(server, page, (text) => `${text}- not sent\n`);
    await call(server);
    await untilRemote(server, "it is still so", ({ unsent }) => unsent > 0);
    assert.equal(await mainOf(dir), forced);
    assert.equal((await git(server.notes, "merge-base", tip, "main")).trim(), tip);
    const shown = await (await fetch(`${server.url}/-/remote`)).text();
    assert.match(shown, /Two ways out/);
    assert.equal(lines.filter((line) => line.includes("rewritten")).length, 1, "told once");
    assert.equal((await fetch(`${server.url}/-/health`)).status, 200);
    await git(server.notes, "push", "-q", "--force", dir, "main");
    await call(server);
    await untilRemote(server, "it goes on", ({ state, unsent }) => state === "in step" && unsent === 0);
  });

  it("so is one that was put back to an older version, has lost its main, or is another wiki's", async () => {
    const dir = await mirrored();
    const tip = await mainOf(dir);
    await git(dir, "update-ref", "refs/heads/main", "main~1");
    await call(server);
    await untilRemote(server, "older", ({ state }) => state === "rewritten");
    await git(dir, "update-ref", "refs/heads/main", tip);
    await call(server);
    await untilRemote(server, "again", ({ state }) => state === "in step");
    await git(dir, "update-ref", "-d", "refs/heads/main");
    await call(server);
    await untilRemote(server, "gone", ({ reason }) => /its main is gone/.test(reason));
    await git(dir, "update-ref", "refs/heads/main", tip);
    await call(server);
    await untilRemote(server, "once more", ({ state }) => state === "in step");
    const other = await cloneOf(dir, folder.path);
    await other.git("checkout", "-q", "--orphan", "new");
    await other.git("commit", "-q", "-m", "another beginning");
    await other.git("push", "-q", "--force", "origin", "new:main");
    await call(server);
    await untilRemote(server, "unrelated", ({ state }) => state === "rewritten");
    assert.equal(await mainOf(server.notes), tip);
  });
});

describe("a remote that is down", () => {
  it("costs nobody anything, and gets what it missed when it is back", async () => {
    const dir = await mirrored();
    await rename(dir, `${dir}.away`);
    await call(server);
    await untilRemote(server, "it is missed", ({ state }) => state === "unreachable");
    const saved = await savePage(server, page, (text) => `${text}- while it was away\n`);
    const told = await remoteOf(server);
    assert.ok(told.unsent > 0 && told.reason !== "");
    assert.equal((await fetch(`${server.url}/-/health`)).status, 200);
    await rename(`${dir}.away`, dir);
    await call(server);
    await until("it has it", async () => (await mainOf(dir)) === saved);
  });

  it("is sent what was typed last when the wiki ends", async () => {
    const dir = await mirrored();
    const { room } = (await (await fetch(`${server.url}/-/api/v1/pages/${page}`)).json()) as { room: string };
    const typist = joinRoom(server.url, room);
    await typist.synced();
    typist.text.insert(0, "last-words ");
    await typist.acknowledged();
    typist.leave();
    const { notes } = server;
    await server.close();
    assert.equal(times(await textAt(dir), "last-words"), 1);
    assert.deepEqual(await processesOn(notes), []);
  });
});

describe("a remote that has what is not taken here", () => {
  it("is refused with the reason; main stays, pages are served, and a repaired one is taken", async () => {
    const dir = await mirrored();
    const clean = await mainOf(dir);
    await commitByHand(dir, [`120000 blob ${await blobOf(dir, "/etc/passwd")}\tdocs`]);
    await call(server);
    const told = await untilRemote(server, "it is refused", ({ state }) => state === "refused");
    assert.match(told.reason, /docs: a symbolic link/);
    assert.equal(await mainOf(server.notes), clean);
    assert.equal((await fetch(`${server.url}/${page}`)).status, 200);
    await git(dir, "update-ref", "refs/heads/main", clean);
    const clone = await cloneOf(dir, folder.path);
    const repaired = await clone.commit({ "repaired.md": "# Repaired\n" });
    await clone.git("push", "-q", "origin", "main");
    await call(server);
    await until("it is taken", async () => (await mainOf(server.notes)) === repaired);
  });
});

describe("without a remote", () => {
  it("there is no page of one, and nobody may call for it", async () => {
    server = await startTestServer();
    const answers = [
      await fetch(`${server.url}/-/remote`),
      await fetch(`${server.url}/-/api/v1/remote`),
      await fetch(`${server.url}/-/hooks/remote`, { method: "POST" }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404],
    );
    assert.doesNotMatch(await (await fetch(server.url)).text(), /\/-\/remote/);
  });

  it("who calls with megabytes is answered before they are sent, and cut off", async () => {
    await mirrored();
    const body = Buffer.alloc(64 * 1024 * 1024);
    const answer = await fetch(`${server.url}/-/hooks/remote`, { method: "POST", body }).then(
      ({ status }) => status,
      () => "cut off",
    );
    assert.ok(answer === 202 || answer === "cut off");
    assert.equal((await fetch(`${server.url}/-/health`)).status, 200);
  });

  it("a page of another site may not call for it where there is one", async () => {
    await mirrored();
    const headers = { origin: "https://elsewhere.example" };
    const answer = await fetch(`${server.url}/-/hooks/remote`, { method: "POST", headers });
    assert.equal(answer.status, 403);
    assert.match(await (await fetch(server.url)).text(), /href="\/-\/remote"/);
  });
});
