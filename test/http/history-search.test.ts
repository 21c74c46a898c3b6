import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "pages/searched";

let server: TestServer;
/** The page's saves, oldest first. */
const saves: string[] = [];

async function read(query: string): Promise<string> {
  const { status, text } = await request(server.url).get(`/-/history/${page}${query}`).set("Accept", "text/html");
  assert.equal(status, 200, query);
  return text.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
}

/** What each save did to the word, newest first, by the save's number. */
function mentions(html: string): [number, string][] {
  return html
    .split('<li class="save">')
    .slice(1)
    .map((entry) => {
      const commit = /href="\/-\/commit\/(\w+)"/.exec(entry)?.[1] ?? "";
      return [saves.indexOf(commit), /class="save__word">([^<]*)</.exec(entry)?.[1] ?? ""];
    });
}

async function write(change: (text: string) => string): Promise<void> {
  const { text, commit } = (await request(server.url).get(`/-/api/v1/pages/${page}`)).body;
  const put = request(server.url).put(`/-/api/v1/pages/${page}`);
  saves.push((await put.send({ text: change(text), base: commit, message: "" }).expect(200)).body.commit);
}

before(async () => {
  server = await startTestServer();
  await request(server.url).post("/-/new").send({ title: "Searched", path: page, date: "", talk: "First" }).expect(201);
  saves.push((await git(server.notes, "rev-parse", "main")).trim());
  await write((text) => `${text}- Ramen and ramen\n`);
  await write((text) => `${text}- udon\n`);
  await write((text) => `${text}- ramen again\n`);
  await write((text) => text.replace("Ramen and ramen", "soba"));
  await write((text) => text.replace("ramen again", "nothing"));
});
after(() => server?.close());

test("each save that brought a word or took it out says which, the newest first", async () => {
  assert.deepEqual(mentions(await read("?word=RAMEN")), [
    [5, "“RAMEN” vanished"],
    [4, "“RAMEN” less often, 3 → 1"],
    [3, "“RAMEN” more often, 2 → 3"],
    [1, "“RAMEN” appeared, twice"],
  ]);
  assert.match(
    await read("?word=RAMEN"),
    /Four saves of the six looked through change how often “RAMEN” stands in the page/,
  );
});

test("a search goes on in parts, and neither repeats nor skips", async () => {
  const found: [number, string][] = [];
  for (let query: string | undefined = "?word=ramen&limit=1"; query !== undefined; ) {
    const html = await read(query);
    found.push(...mentions(html));
    query = /href="\/-\/history\/[^"?]*(\?[^"]*)" rel="next">Search further back</.exec(html)?.[1];
    assert.ok(found.length < 9);
  }
  assert.deepEqual(
    found.map(([index]) => index),
    [5, 4, 3, 1],
  );
});

test("a word that never was is answered kindly, and stays in its field", async () => {
  const html = await read("?word=%3Cb%3Etofu");
  assert.match(html, /never stood in this page/);
  assert.match(html, /name="word" value="&lt;b&gt;tofu"/);
  assert.doesNotMatch(html, /<b>tofu/);
});

test("a word that is too long or can stand in no line is refused, and so is one in a single talk", async () => {
  for (const query of [`word=${"x".repeat(101)}`, "word=a%0Ab", "word=a%00b", "word=x&talk=first"]) {
    const asked = request(server.url).get(`/-/history/${page}?${query}`).set("Accept", "application/json");
    assert.equal((await asked.expect(400)).body.error, "bad-request", query);
  }
  assert.deepEqual(mentions(await read("?word=%20%20")).length, 6);
  await request(server.url).get("/-/history/pages/never?word=ramen").set("Accept", "text/html").expect(404);
});

test("a talk's history goes on under its old title, and says so", async () => {
  await write((text) => text.replace("First\n-----", "Noodles\n-------"));
  await write((text) => `${text}- and dumplings\n`);
  const html = await read("?talk=noodles");
  assert.equal(html.split('<li class="save">').length - 1, saves.length);
  assert.match(html, /was called First until then/);
  assert.match(html, /was called First</);
  assert.match(html, new RegExp(`/-/diff/${page}\\?from=${saves[1]}&to=${saves[2]}&talk=first"`));
  assert.match(html, new RegExp(`/-/diff/${page}\\?from=${saves[6]}&to=${saves[7]}&talk=noodles"`));
});
