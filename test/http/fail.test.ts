import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import pino from "pino";
import request from "supertest";
import { WikiError, type WikiErrorCode } from "../../server/errors.ts";
import { failing, giveBackIfRefused, nothingHere, refusalOf } from "../../server/http/fail.ts";
import type { SentForm } from "../../server/http/models/unsaved.ts";
import type { Views } from "../../server/http/views.ts";

const views: Views = {
  build: "",
  asset: (name) => name,
  render: (name, model) => `<h1>${name}</h1>${JSON.stringify(model)}`,
};

const sent: SentForm = {
  path: "a.md",
  address: "/a",
  action: "/-/edit/a",
  text: "what was typed\n",
  base: "1".repeat(40),
  message: "",
};

/** A door that throws what it is given, and the lines its log wrote. */
function house(error: unknown, pages: Views = views) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const app = express();
  app.use((_req, res, next) => {
    res.locals["requestId"] = "1a2b3c";
    next();
  });
  app.get(["/broken", "/-/api/broken"], () => {
    throw error;
  });
  app.get("/sent", (_req, res) => {
    giveBackIfRefused(res, sent);
    throw error;
  });
  app.use(express.json({ limit: 10 }), nothingHere, failing({ log, views: pages }));
  return { app, lines };
}

test("every code of a refusal has its status", () => {
  const statuses: Record<WikiErrorCode, number> = {
    "bad-path": 400,
    "bad-request": 400,
    "foreign-origin": 403,
    refused: 403,
    "not-found": 404,
    exists: 409,
    "unknown-base": 409,
    "not-text": 415,
    "not-picture": 415,
    "too-large": 413,
    "cannot-write": 503,
    damaged: 503,
    busy: 503,
  };
  for (const [code, status] of Object.entries(statuses)) {
    assert.equal(refusalOf(new WikiError(code as WikiErrorCode, "why")).status, status, code);
  }
});

test("a refusal is a page for a browser, JSON for a script, a line of text for the rest", async () => {
  const { app } = house(new WikiError("exists", "Something is there.\n  Already.", { path: "a.md" }));
  const page = await request(app).get("/broken").set("Accept", "text/html,*/*;q=0.8");
  assert.equal(page.status, 409);
  assert.match(
    page.text,
    /<h1>error<\/h1>.*"reason":"Something is there. Already".*"path":"a.md".*"requestId":"1a2b3c"/,
  );
  const json = await request(app).get("/broken").set("Accept", "application/json");
  assert.deepEqual(json.body, { error: "exists", reason: "Something is there. Already", requestId: "1a2b3c" });
  const text = await request(app).get("/broken").set("Accept", "text/plain");
  assert.equal(text.text, "409 Something is there. Already (request 1a2b3c)\n");
});

test("under the API a refusal is JSON whatever is accepted", async () => {
  const { app } = house(new WikiError("not-found", "nothing"));
  const { body } = await request(app).get("/-/api/broken").set("Accept", "text/html");
  assert.equal(body.error, "not-found");
});

test("a bug is logged under the request's id and told without a word of it", async () => {
  const { app, lines } = house(new Error("secret at /home/somebody/wiki.ts"));
  const { status, text } = await request(app).get("/broken").set("Accept", "application/json");
  assert.equal(status, 500);
  assert.doesNotMatch(text, /secret|somebody|wiki\.ts/);
  assert.match(JSON.stringify(lines), /1a2b3c.*secret|secret.*1a2b3c/);
});

test("what somebody has sent is given back whatever goes wrong, a bug too, and a script is told what is the matter", async () => {
  for (const error of [
    new WikiError("cannot-write", "no space"),
    new WikiError("damaged", "damaged"),
    new Error("bug"),
  ]) {
    const { app } = house(error);
    const page = await request(app).get("/sent").set("Accept", "text/html");
    assert.match(page.text, /<h1>unsaved<\/h1>.*"text":"what was typed\\n"/);
    const { body } = await request(app).get("/sent").set("Accept", "application/json");
    assert.deepEqual(Object.keys(body), ["error", "reason", "requestId"]);
  }
});

test("a refusal is no line in the log", async () => {
  const { app, lines } = house(new WikiError("not-found", "nothing"));
  await request(app).get("/broken");
  assert.deepEqual(lines, []);
});

test("a full queue says when to come back", async () => {
  const { app } = house(new WikiError("busy", "too many", { retryAfter: 30 }));
  const { status, headers } = await request(app).get("/broken");
  assert.equal(status, 503);
  assert.equal(headers["retry-after"], "30");
});

test("where the error page itself fails a line of text is left", async () => {
  const failingViews = {
    ...views,
    render: () => {
      throw new Error("no template");
    },
  };
  const { app, lines } = house(new WikiError("not-found", "nothing is here"), failingViews);
  const { status, text } = await request(app).get("/broken").set("Accept", "text/html");
  assert.equal(status, 404);
  assert.equal(text, "404 nothing is here (request 1a2b3c)\n");
  assert.equal(lines.length, 1);
});

test("a body that is too large, or no JSON, is refused by what it is", async () => {
  const { app } = house(null);
  const large = await request(app)
    .post("/")
    .set("Accept", "application/json")
    .send({ text: "x".repeat(20) });
  assert.deepEqual([large.status, large.body.error], [413, "too-large"]);
  const broken = await request(app).post("/").set("Content-Type", "application/json").send("{");
  assert.deepEqual([broken.status, broken.body.error], [400, "bad-request"]);
  assert.doesNotMatch(broken.text, /JSON at position|Unexpected/);
});

test("what is thrown may be anything", () => {
  for (const thrown of [null, undefined, "text", 5, { status: 418 }]) assert.equal(refusalOf(thrown).status, 500);
});
