import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import request from "supertest";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  [server, folder] = await Promise.all([startTestServer(), temporaryFolder()]);
});

after(async () => {
  await server?.close();
  await folder?.remove();
});

const clone = (name: string, ...options: string[]): Promise<string> =>
  git(folder.path, "clone", "-q", ...options, `${server.url}/notes.git`, name);
const into = (name: string): string => path.join(folder.path, name);

test("the wiki can be cloned, and a fetch later brings what was saved since", async () => {
  await clone("whole");
  assert.equal(await git(into("whole"), "rev-parse", "HEAD"), await git(server.notes, "rev-parse", "main"));
  assert.equal((await git(into("whole"), "symbolic-ref", "HEAD")).trim(), "refs/heads/main");
  const { body } = await request(server.url).get(`/-/api/v1/pages/${page}`);
  const sent = { text: `${body.text}\n- for the fetch\n`, base: body.commit };
  const saved = await request(server.url).put(`/-/api/v1/pages/${page}`).send(sent).expect(200);
  await git(into("whole"), "pull", "-q");
  assert.equal((await git(into("whole"), "rev-parse", "HEAD")).trim(), saved.body.commit);
  await git(into("whole"), "fsck", "--strict");
});

test("a shallow and a partial clone are served", async () => {
  await clone("shallow", "--depth", "1");
  assert.equal((await git(into("shallow"), "rev-list", "--count", "HEAD")).trim(), "1");
  await clone("partial", "--filter=blob:none", "--no-checkout");
  assert.match(await git(into("partial"), "rev-list", "--objects", "--missing=print", "HEAD"), /^\?[0-9a-f]{40}$/m);
});

test("a browser at the clone address is told the command", async () => {
  for (const address of ["/notes.git", "/notes.git/"]) {
    const { status, text, type } = await request(server.url).get(address).set("Accept", "text/html");
    assert.deepEqual([status, type, text], [200, "text/plain", `git clone ${server.url}/notes.git\n`]);
  }
});

test("what is no exchange of the protocol is refused", async () => {
  const post = (type: string, encoding: string) =>
    request(server.url)
      .post("/notes.git/git-upload-pack")
      .set("Content-Type", type)
      .set("Content-Encoding", encoding)
      .set("Accept", "application/json");
  const type = "application/x-git-upload-pack-request";
  assert.equal((await post("text/plain", "identity").send("0000")).status, 400);
  assert.equal((await post(type, "br").send("0000")).status, 400);
  assert.equal((await request(server.url).get("/notes.git/info/refs")).status, 403);
  assert.equal((await request(server.url).get("/notes.git/info/refs?service=git-archive")).status, 403);
});

test("a gzipped request is read, and nothing about an exchange may be kept", async () => {
  const advertised = await request(server.url)
    .get("/notes.git/info/refs?service=git-upload-pack")
    .set("Git-Protocol", "version=2");
  assert.equal(advertised.type, "application/x-git-upload-pack-advertisement");
  assert.match(String(advertised.headers["cache-control"]), /no-cache/);
  assert.equal(advertised.headers["content-encoding"], undefined);
  const list = gzipSync("0014command=ls-refs\n0000");
  const { status, body } = await request(server.url)
    .post("/notes.git/git-upload-pack")
    .set({
      "Content-Type": "application/x-git-upload-pack-request",
      "Content-Encoding": "gzip",
      "Git-Protocol": "version=2",
    })
    .buffer()
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => done(null, Buffer.concat(chunks).toString()));
    })
    .send(list);
  assert.equal(status, 200);
  assert.match(body, /^[0-9a-f]{4}[0-9a-f]{40} HEAD\n[0-9a-f]{4}[0-9a-f]{40} refs\/heads\/main\n0000$/);
});
