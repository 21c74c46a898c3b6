import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { temporaryFolder } from "../kit/folder.ts";
import { clonePusher, type Pusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let pusher: Pusher;

before(async () => {
  [server, folder] = await Promise.all([startTestServer({ push: "open" }), temporaryFolder()]);
  pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder.path, "clone"));
});
after(async () => {
  await server?.close();
  await folder?.remove();
});

async function read(address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${server.url}${address}`, { headers: { accept: "text/html" } });
  return { status: answer.status, text: await answer.text() };
}

test("a branch that was pushed can be read and not written, is changed by force, and is gone when it is deleted", async () => {
  await pusher.git("checkout", "-q", "-b", "draft/one");
  await pusher.commit({ "aside.md": "Aside\n-----\n\n- first-draft\n" });
  assert.ok((await pusher.push("origin", "draft/one")).done);
  const first = await read("/-/at/draft/one/aside");
  assert.equal(first.status, 200);
  assert.match(first.text, /first-draft/);
  assert.match(first.text, /<b>draft\/one<\/b>/);
  assert.doesNotMatch(first.text, /Restore this version|\/-\/edit\/aside/);
  assert.equal((await read("/aside")).status, 404, "main has no such page");
  assert.match((await read("/aside.md?rev=draft/one")).text, /first-draft/);
  await pusher.git("commit", "-q", "--amend", "-m", "another");
  assert.ok((await pusher.push("--force", "origin", "draft/one")).done);
  assert.ok((await pusher.push("origin", ":draft/one")).done);
  assert.equal((await read("/-/at/draft/one/aside")).status, 404);
  await pusher.git("checkout", "-q", "main");
});

test("a tag stands beside the save that it names, in the page's history and in the recent changes, and leads there", async () => {
  await pusher.commit({ "given.md": "Given\n-----\n\n- as-given\n" });
  await pusher.git("tag", "-a", "-m", "x", "as-given-2016");
  await pusher.git("tag", "conf/second");
  const { done, said } = await pusher.push("origin", "main", "--tags");
  assert.ok(done, said);
  for (const address of ["/-/history/given", "/-/history"]) {
    const { text } = await read(address);
    assert.match(text, /<a class="save__tag" href="\/-\/at\/as-given-2016\/given">as-given-2016<\/a>/);
    assert.match(text, /<a class="save__tag" href="\/-\/at\/conf\/second\/given">conf\/second<\/a>/);
  }
  await pusher.commit({ "given.md": "Given\n-----\n\n- since-then\n" });
  assert.ok((await pusher.push("origin", "main")).done);
  const tagged = await read("/-/at/as-given-2016/given");
  assert.match(tagged.text, /as-given<|- as-given|as-given\s/);
  assert.doesNotMatch(tagged.text, /since-then/);
  assert.match((await read("/-/at/main/given")).text, /since-then/);
  assert.equal((await read("/-/at/nowhere/given")).status, 404);
});
