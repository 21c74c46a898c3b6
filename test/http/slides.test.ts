import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

const get = (address: string) => request(server.url).get(address).set("Accept", "text/html");

/** The slides of each column, counted in the HTML. */
function columnsIn(html: string): number[] {
  const slides = /<div class="slides">(.*)<\/div>\s*<\/main>/s.exec(html)?.[1] ?? "";
  const columns: number[] = [];
  let depth = 0;
  for (const [tag] of slides.matchAll(/<section[ >]|<\/section>/g)) {
    if (tag === "</section>") {
      depth -= 1;
      continue;
    }
    if (depth === 0) columns.push(0);
    depth += 1;
    if (depth === 2) columns[columns.length - 1] = (columns.at(-1) ?? 0) + 1;
  }
  return columns.map((count) => count || 1);
}

test("the address that old notes link to is the deck, however the link was cut or encoded", async () => {
  const deck = await get(`/-/slides/${page}`);
  assert.equal(deck.status, 200);
  const queries = [
    `${page}.md`,
    page,
    `/${page}.md`,
    `${encodeURIComponent(`${page}.md`)}`,
    `${page}.md%23!`,
    `${page}.md=`,
    `${page}.md&utm_source=somewhere`,
  ];
  for (const query of queries) {
    const old = await get(`/slides.html?${query}`);
    assert.equal(old.status, 200, query);
    assert.equal(old.headers["etag"], deck.headers["etag"], query);
  }
});

test("columns and stacks follow the blank lines", async () => {
  const { text } = await get(`/-/slides/${page}`);
  const columns = columnsIn(text);
  assert.equal(columns.length, 18);
  assert.deepEqual(columns.slice(0, 3), [1, 4, 3]);
});

test("one talk is a deck of its own", async () => {
  const { status, text } = await get(`/-/slides/${page}?talk=golden-ticket`);
  assert.equal(status, 200);
  assert.deepEqual(columnsIn(text), [3]);
  assert.match(text, /<title>Golden Ticket, slides/);
  const old = await get(`/slides.html?${page}.md&talk=golden-ticket`);
  assert.deepEqual(columnsIn(old.text), [3]);
});

test("speaker notes are in the deck for its speaker, apart from what is shown", async () => {
  const { text } = await get(`/-/slides/${page}?talk=general-session-day-1`);
  const notes = [...text.matchAll(/<aside class="notes">(.*?)<\/aside>/gs)].map(([, note]) => note ?? "").join("");
  assert.match(notes, /Ask for the recording/);
  assert.doesNotMatch(text.replaceAll(/<aside class="notes">.*?<\/aside>/gs, ""), /Ask for the recording/);
  const speaker = await get(`/-/speaker/${page}?talk=general-session-day-1`);
  assert.match(speaker.text, /class="cue__notes"[^>]*>.*Ask for the recording/s);
});

test("what is no deck is refused", async () => {
  const table: Record<string, number> = {
    "/slides.html": 400,
    "/slides.html?": 400,
    "/slides.html?%": 400,
    "/slides.html?../x.md": 400,
    "/slides.html?.git/config": 400,
    "/slides.html?http://example.org/x.md": 400,
    "/slides.html?no/such/page.md": 404,
    "/-/slides/no/such/page": 404,
    "/-/speaker/no/such/page": 404,
    [`/-/slides/${page}?talk=no-such-talk`]: 404,
    [`/-/speaker/${page}?talk=no-such-talk`]: 404,
    [`/slides.html?${page}.md&talk=no-such-talk`]: 404,
  };
  for (const [address, status] of Object.entries(table)) assert.equal((await get(address)).status, status, address);
});

test("a deck on paper and one on the screen are two answers, and each can be kept", async () => {
  const screen = await get(`/-/slides/${page}`);
  const paper = await get(`/-/slides/${page}?view=print`);
  assert.notEqual(screen.headers["etag"], paper.headers["etag"]);
  const again = await get(`/-/slides/${page}`).set("If-None-Match", String(screen.headers["etag"]));
  assert.equal(again.status, 304);
});

test("a saved change is in the deck at once", async () => {
  const before = await get(`/-/slides/${page}`);
  const { body } = await request(server.url).get(`/-/api/v1/pages/${page}`);
  const text = `${body.text}\n\n\n\nOne more\n--------\n\n- and its note\n`;
  await request(server.url).put(`/-/api/v1/pages/${page}`).send({ text, base: body.commit }).expect(200);
  const after = await get(`/-/slides/${page}`).set("If-None-Match", String(before.headers["etag"]));
  assert.equal(after.status, 200);
  assert.equal(columnsIn(after.text).length, columnsIn(before.text).length + 1);
});

test("a deck holds no style and no script of its own, only our files", async () => {
  for (const address of [`/-/slides/${page}`, `/-/slides/${page}?view=print`, `/-/speaker/${page}`]) {
    const { text } = await get(address);
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=/i, address);
    assert.doesNotMatch(text, /<script(?![^>]* src="\/-\/assets\/)/, address);
  }
});
