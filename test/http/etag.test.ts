import assert from "node:assert/strict";
import { test } from "node:test";
import express, { type Express } from "express";
import request from "supertest";
import { answer, answerJson, type KeyPart, versionOf } from "../../server/http/etag.ts";
import { security } from "../../server/http/security.ts";

/** A page that counts how often it was made. */
function house(key: () => readonly KeyPart[], build = "one"): { app: Express; made: () => number } {
  let made = 0;
  const app = express();
  app.disable("etag");
  app.locals["build"] = build;
  app.use(security());
  app.get("/", (req, res) => answer(req, res, key(), () => `<p>page ${++made}</p>`));
  app.get("/json", (req, res) => answerJson(req, res, key(), () => ({ made: ++made })));
  return { app, made: () => made };
}

test("a reader who has the page is told so, and the page is not made again", async () => {
  const { app, made } = house(() => ["a", 1, null]);
  const first = await request(app).get("/");
  assert.equal(first.text, "<p>page 1</p>");
  assert.match(String(first.headers["etag"]), /^W\/"[\w-]{22}"$/);
  assert.equal(first.headers["cache-control"], "private, no-cache");
  const again = await request(app).get("/").set("If-None-Match", String(first.headers["etag"]));
  assert.equal(again.status, 304);
  assert.equal(again.text, "");
  assert.equal(made(), 1);
});

test("whatever the page depends on changes its tag, the build too", async () => {
  const tags = new Set<string>();
  const keys: KeyPart[][] = [["a", "b"], ["ab"], ["a", "b", ""], ["a", "b", null], [1], ["1"]];
  for (const key of keys) tags.add(String((await request(house(() => key).app).get("/")).headers["etag"]));
  tags.add(String((await request(house(() => ["a", "b"], "two").app).get("/")).headers["etag"]));
  assert.equal(tags.size, keys.length + 1);
});

test("an old tag gets the new page", async () => {
  let version = 1;
  const { app } = house(() => [version]);
  const { headers } = await request(app).get("/json");
  version = 2;
  const again = await request(app).get("/json").set("If-None-Match", String(headers["etag"]));
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, { made: 2 });
});

test("a 304 leaves the kept page the policy whose nonce is written in it", async () => {
  const { app } = house(() => ["a"]);
  const first = await request(app).get("/");
  assert.match(String(first.headers["content-security-policy"]), /'nonce-[\w-]{22}'/);
  const again = await request(app).get("/").set("If-None-Match", String(first.headers["etag"]));
  assert.equal(again.headers["content-security-policy"], undefined);
});

test("the version of many texts tells their names and their order apart", () => {
  const versions = [
    [],
    [["a", "b"]],
    [["ab", ""]],
    [
      ["a", "b"],
      ["c", "d"],
    ],
    [
      ["c", "d"],
      ["a", "b"],
    ],
  ];
  const seen = new Set(versions.map((texts) => versionOf(new Map(texts as [string, string][]))));
  assert.equal(seen.size, versions.length);
});
