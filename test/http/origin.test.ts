import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { isOwnOrigin } from "../../server/http/origin.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const host = "notes.example:3000";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

test("the wiki's own pages and scripts may write, pages of other sites may not", () => {
  const table: readonly (readonly [own: boolean, headers: Record<string, string>])[] = [
    [true, { host }],
    [true, { host, origin: "http://notes.example:3000" }],
    [true, { host, origin: "https://notes.example:3000" }],
    [true, { host: "notes.example:443", origin: "https://notes.example" }],
    [true, { host: "NOTES.example:3000", origin: "http://notes.example:3000" }],
    [true, { host, origin: "http://notes.example:3000", "sec-fetch-site": "same-origin" }],
    [true, { host, "sec-fetch-site": "none" }],
    [false, { host, origin: "http://notes.example" }],
    [false, { host, origin: "http://notes.example:3001" }],
    [false, { host, origin: "http://evil.example" }],
    [false, { host, origin: "http://notes.example:3000.evil.example" }],
    [false, { host, origin: "null" }],
    [false, { host, origin: "" }],
    [false, { host, origin: "file://" }],
    [false, { host, origin: "http://notes.example:3000", "sec-fetch-site": "cross-site" }],
    [false, { host, "sec-fetch-site": "cross-site" }],
    [false, { host, "sec-fetch-site": "same-site" }],
    [false, { origin: "http://notes.example:3000" }],
  ];
  for (const [own, headers] of table) assert.equal(isOwnOrigin(headers), own, JSON.stringify(headers));
});

test("every write from a page of another site is refused, and reading is not", async () => {
  const page = "events/2016/06/dockercon16";
  const writes = [
    request(server.url).post(`/-/edit/${page}`),
    request(server.url).post(`/-/save/${page}`),
    request(server.url).post(`/-/preview/${page}`),
    request(server.url).post("/-/new"),
    request(server.url).post("/-/name"),
    request(server.url).put(`/-/api/v1/pages/${page}`),
  ];
  for (const write of writes) {
    const { status, body } = await write.set("Origin", "http://evil.example").set("Accept", "application/json");
    assert.equal(status, 403, write.url);
    assert.equal(body.error, "foreign-origin");
  }
  const { status, headers } = await request(server.url).get(`/${page}`).set("Origin", "http://evil.example");
  assert.equal(status, 200);
  assert.equal(headers["access-control-allow-origin"], undefined);
});
