import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { refused } from "../../server/http/api-schemas.ts";
import { pageOf, sendRaw } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

/** One line, and nothing that tells of the machine, the code or the repository. */
function assertQuiet(body: string, about: string): void {
  assert.doesNotMatch(body, /\bat .*[(/].*:\d+:\d+|node_modules|node:internal|Error:/, about);
  for (const own of [server.data, process.cwd(), "/tmp/", "notes.git/", "ENOENT"]) {
    assert.ok(!body.includes(own), `${about} tells ${own}`);
  }
}

test("tricks with a page's name in old addresses and in forms are refused", async () => {
  for (const name of ["../secret", "a/../../b", ".git/config", "a//b", "a\\b", "a\0b", "-/edit", "git~1/x", "/"]) {
    const old = await sendRaw(server.url, `/slides.html?${encodeURIComponent(name)}`);
    assert.equal(old.status, 400, name);
    assertQuiet(old.body, name);
    const made = await request(server.url).post("/-/new").type("form").send({ title: "Trick", path: name });
    assert.equal(made.status, 400, name);
    assertQuiet(made.text, name);
  }
});

test("a refusal is HTML for a browser, JSON for a script, and a line of text for others", async () => {
  const nowhere = "/-/slides/nobody/wrote/this";
  const html = await request(server.url).get(nowhere).set("Accept", "text/html,*/*;q=0.8").expect(404);
  assert.match(html.headers["content-type"] ?? "", /^text\/html/);
  assert.match(html.text, new RegExp(`request ${html.headers["x-request-id"]}`));
  const json = await request(server.url).get(nowhere).set("Accept", "application/json").expect(404);
  assert.deepEqual(refused.parse(json.body), {
    error: "not-found",
    reason: "there is no page to show as slides",
    requestId: json.headers["x-request-id"],
  });
  const text = await request(server.url).get(nowhere).set("Accept", "text/plain").expect(404);
  assert.equal(text.text, `404 there is no page to show as slides (request ${text.headers["x-request-id"]})\n`);
  for (const answer of [html, json, text]) assert.equal(answer.headers["cache-control"], "no-store");
});

test("under the API a refusal is JSON whatever the reader accepts", async () => {
  const answer = await request(server.url).get("/-/api/v1/pages/nobody/wrote").set("Accept", "text/html").expect(404);
  assert.equal(refused.parse(answer.body).error, "not-found");
});

test("a request's words come back escaped", async () => {
  const answer = await request(server.url)
    .post("/-/new")
    .set("Accept", "text/html")
    .type("form")
    .send({ title: '"><script>alert(1)</script>', path: "a//b", date: "<b>", talk: "'><i>", speaker: "&" })
    .expect(400);
  assert.doesNotMatch(answer.text, /<script>alert|<b>|<i>/);
  assert.match(answer.text, /&lt;script&gt;/);
});

test("bodies that cannot be read are refused as what they are", async () => {
  const { commit } = await pageOf(server.url, page);
  const address = `/-/api/v1/pages/${page}`;
  const put = (body: unknown) =>
    request(server.url)
      .put(address)
      .send(body as object);
  const broken = await request(server.url).put(address).type("json").send('{"text":').expect(400);
  assertQuiet(broken.text, "broken JSON");
  await put({}).expect(400, /text: is missing/);
  await put({ text: 7, base: commit }).expect(400, /text: is missing or of the wrong kind/);
  await put({ text: "x", base: "main" }).expect(400, /base: is no commit's full id/);
  await put({ text: "a\0b", base: commit }).expect(400, /text: holds a NUL/);
  await put([]).expect(400);
  await request(server.url).put(address).set("Content-Encoding", "nonsense").type("json").send("{}").expect(415);
  await request(server.url).put(address).type("text/plain").send("x").expect(400);
});

test("a text larger than the wiki keeps is refused with 413, as JSON and as a form", async () => {
  const { commit } = await pageOf(server.url, page);
  const large = "x".repeat(9 * 1024 * 1024);
  const json = await request(server.url).put(`/-/api/v1/pages/${page}`).send({ text: large, base: commit }).expect(413);
  assert.equal(refused.parse(json.body).error, "too-large");
  const form = await request(server.url)
    .post(`/-/edit/${page}`)
    .set("Accept", "text/html")
    .type("form")
    .send({ text: large, base: commit });
  assert.equal(form.status, 413);
});

const writes: readonly (readonly [method: "post" | "put", address: string])[] = [
  ["post", `/-/edit/${page}`],
  ["post", `/-/save/${page}`],
  ["post", `/-/preview/${page}`],
  ["post", "/-/new"],
  ["post", "/-/name"],
  ["put", `/-/api/v1/pages/${page}`],
];

test("a foreign origin is refused on every write, before its body is read", async () => {
  const { commit, text } = await pageOf(server.url, page);
  const body = { text: `${text}\nforeign\n`, base: commit, title: "Foreign", path: "foreign", name: "Foreign" };
  const { host, port } = new URL(server.url);
  const foreign: readonly Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: `http://${host}.evil.example` },
    { Origin: `http://localhost:${port}` },
    { Origin: `http://127.0.0.1:${Number(port) + 1}` },
    { Origin: "not an origin" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { Origin: server.url, "Sec-Fetch-Site": "cross-site" },
  ];
  for (const [method, address] of writes) {
    for (const headers of foreign) {
      const answer = await request(server.url)
        [method](address)
        .set(headers)
        .set("Accept", "application/json")
        .send(body);
      assert.equal(answer.status, 403, `${address} ${JSON.stringify(headers)}`);
      assert.equal(refused.parse(answer.body).error, "foreign-origin");
      assert.equal(answer.headers["set-cookie"], undefined);
    }
  }
  await request(server.url).post("/-/new").set("Origin", "https://evil.example").type("json").send("{").expect(403);
  assert.deepEqual(await pageOf(server.url, page), { ...(await pageOf(server.url, page)), commit, text });
  await request(server.url).get("/foreign").expect(404);
});

test("the wiki's own origin, and a script without one, may write", async () => {
  for (const headers of [{ Origin: server.url, "Sec-Fetch-Site": "same-origin" }, {}]) {
    await request(server.url)
      .post("/-/name")
      .set(headers)
      .set("Accept", "application/json")
      .send({ name: "Ilse" })
      .expect(200);
  }
});
