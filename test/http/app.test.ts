import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import request from "supertest";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const client = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "client");
const manifest: Record<string, string> = JSON.parse(readFileSync(path.join(client, "manifest.json"), "utf8"));

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

const get = (address: string) => request(server.url).get(address);

test("every answer has an id, says no more than it must, and lets nothing foreign run", async () => {
  const ids = new Set<string>();
  for (const address of ["/", "/-/health", "/no/such/page", "/-/api/v1/pages", "/notes.git", "/%2e%2e/x"]) {
    const { headers } = await get(address);
    assert.match(String(headers["x-request-id"]), /^[0-9a-f]{12}$/, address);
    ids.add(String(headers["x-request-id"]));
    assert.equal(headers["x-powered-by"], undefined);
    assert.equal(headers["x-content-type-options"], "nosniff");
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'.*script-src 'self' 'nonce-[\w-]{22}'/);
    assert.doesNotMatch(policy, /unsafe|upgrade-insecure-requests|\*/);
    assert.equal(headers["strict-transport-security"], undefined);
  }
  assert.equal(ids.size, 6);
});

test("the policy lets the editor's socket out to this host, and a strange Host brings nothing into it", async () => {
  const { host } = new URL(server.url);
  const own = await get("/");
  assert.match(
    String(own.headers["content-security-policy"]),
    new RegExp(`connect-src 'self' ws://${host} wss://${host};`),
  );
  const strange = await get("/").set("Host", "x;script-src * 'unsafe-inline'");
  assert.doesNotMatch(String(strange.headers["content-security-policy"]), /unsafe-inline/);
});

test("health tells the newest commit and the rooms in memory", async () => {
  const { status, body, headers } = await get("/-/health");
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ["head", "rooms", "status", "uptime"]);
  assert.equal(body.rooms, 0);
  assert.equal(body.status, "ok");
  assert.equal(body.head, (await git(server.notes, "rev-parse", "main")).trim());
  assert.equal(headers["set-cookie"], undefined);
});

test("the client's files are kept for a year, under names that change with them", async () => {
  for (const file of Object.values(manifest)) {
    const { status, headers } = await get(`/-/assets/${file}`);
    assert.equal(status, 200, file);
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(String(headers["content-type"]), /^text\/(javascript|css); charset=utf-8$/);
  }
});

test("nothing else of the build is behind an address", async () => {
  for (const address of [
    "manifest.json",
    "",
    "../views.js",
    "..%2fviews.js",
    "../server/main.js",
    "none-ABCDEFGH.js",
  ]) {
    assert.match(String((await get(`/-/assets/${address}`)).status), /^4/, address);
  }
});

test("pages are sent gzipped to who takes that", async () => {
  const { headers } = await get("/events/2016/06/dockercon16").set("Accept-Encoding", "gzip");
  assert.equal(headers["content-encoding"], "gzip");
  assert.match(String(headers["vary"]), /Accept-Encoding/);
});

test("an address of ours that is none is no page of the wiki", async () => {
  for (const address of ["/-/nothing", "/-/", "/-/EDIT/events/2016/06/dockercon16", "/-/edit", "/-/edit/"]) {
    const { status } = await get(address).set("Accept", "text/html");
    assert.match(String(status), /^40[04]$/, address);
  }
  assert.equal((await request(server.url).delete("/events/2016/06/dockercon16")).status, 404);
});
