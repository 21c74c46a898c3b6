import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { gitWith } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { clonePusher, type Pusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let pusher: Pusher;
let base = "";

before(async () => {
  [server, folder] = await Promise.all([startTestServer({ push: "open" }), temporaryFolder()]);
  pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder.path, "clone"));
  base = (await pusher.git("rev-parse", "HEAD")).trim();
});
after(async () => {
  await server?.close();
  await folder?.remove();
});

async function read(address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${server.url}${address}`, { headers: { accept: "text/html" } });
  return { status: answer.status, text: await answer.text() };
}

async function push(...refs: readonly string[]): Promise<void> {
  const { done, said } = await pusher.push("origin", ...refs);
  assert.ok(done, said);
}

/** A branch at the version that the clone began with. */
async function branch(name: string): Promise<void> {
  await pusher.git("checkout", "-q", "-b", name, base);
}

test("a commit of a branch has its page, which says so and takes nothing back", async () => {
  await branch("draft/aside");
  const text = await pusher.git("show", `HEAD:${page}.md`);
  const first = await pusher.commit({ [`${page}.md`]: `${text}\n- said-aside\n` }, "Aside");
  const second = await pusher.commit({ "only-there.md": "Only there\n----------\n" });
  await push("draft/aside");
  for (const name of [first, first.slice(0, 12)]) {
    const { status, text: html } = await read(`/-/commit/${name}`);
    assert.equal(status, 200);
    assert.match(html, /Not in the notes: on <b>draft\/aside<\/b>/);
    assert.match(html, /said-aside/);
    assert.doesNotMatch(html, /<form[^>]*action="\/-\/undo|class="takeback|Take back/i);
  }
  const made = await read(`/-/commit/${second}`);
  assert.equal(made.status, 200);
  assert.match(made.text, /Only there/);
  assert.doesNotMatch(made.text, /href="\/only-there"/, "the notes have no such page");
});

test("two versions are compared, whichever of them is aside", async () => {
  await branch("draft/compared");
  const text = await pusher.git("show", `HEAD:${page}.md`);
  const aside = await pusher.commit({ [`${page}.md`]: `${text}\n- compared-aside\n` });
  await push("draft/compared");
  for (const query of [`from=${base}&to=${aside}`, `from=${aside}&to=${base}`, `to=${aside}`, `from=${aside}`]) {
    const { status, text: html } = await read(`/-/diff/${page}?${query}`);
    assert.equal(status, 200, query);
    assert.match(html, /Not in the notes: on <b>draft\/compared<\/b>/);
    assert.match(html, /compared-aside/, query);
    assert.doesNotMatch(html, /Take back/i);
  }
  assert.equal((await read(`/-/diff/no/such/page?from=${base}&to=${aside}`)).status, 404);
});

test("a commit that only a tag has is shown with the tag's name", async () => {
  await branch("unpushed");
  const commit = await pusher.commit({ "tagged.md": "Tagged\n------\n" });
  await pusher.git("tag", "-a", "-m", "x", "spoken", commit);
  await push("refs/tags/spoken");
  assert.match((await read(`/-/commit/${commit}`)).text, /Not in the notes: on <b>spoken<\/b>/);
});

test("a commit of the notes is marked by nothing, and one of a branch no longer when it is in them", async () => {
  assert.doesNotMatch((await read(`/-/commit/${base}`)).text, /Not in the notes/);
  await branch("later-in");
  const commit = await pusher.commit({ "later.md": "Later\n-----\n" });
  await push("later-in");
  assert.match((await read(`/-/commit/${commit}`)).text, /Not in the notes/);
  await push(`${commit}:refs/heads/main`);
  const now = await read(`/-/commit/${commit}`);
  assert.equal(now.status, 200);
  assert.doesNotMatch(now.text, /Not in the notes/);
});

test("what no branch or tag reaches is not found, nor what never was", async () => {
  await branch("to-be-deleted");
  const gone = await pusher.commit({ "gone.md": "Gone\n----\n" });
  await push("to-be-deleted");
  assert.equal((await read(`/-/commit/${gone}`)).status, 200);
  await push(":to-be-deleted");
  assert.equal((await read(`/-/commit/${gone}`)).status, 404);
  assert.equal((await read(`/-/diff/gone?to=${gone}`)).status, 404);
  const tree = await gitWith(server.notes, "", "rev-parse", "main^{tree}");
  const loose = await gitWith(server.notes, "", "commit-tree", tree, "-m", "reached by nothing");
  for (const name of [loose, tree, "0".repeat(40), "abc"]) {
    assert.equal((await read(`/-/commit/${name}`)).status, 404, name);
  }
});
