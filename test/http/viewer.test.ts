import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import request from "supertest";
import { WikiError } from "../../server/errors.ts";
import { openSession, type Session, sealSession } from "../../server/http/session-cookie.ts";
import { nameIn, nameViewer, sessions, viewerFromCookie, viewerOf, writerOf } from "../../server/http/viewer.ts";

const secret = "a secret of the tests";
const session: Session = { id: "0123456789abcdef", name: "Rosalind Ütz", number: 7 };
const header = (value: string): string => `other=1; plenary=${value}; more=2`;

/** A door that says who comes in, and lets them write or give a name. */
function house() {
  let last = 0;
  const app = express();
  app.use(sessions({ secret, guestNumber: async () => ++last }), express.json());
  app.get("/", (req, res) => void res.json(viewerOf(req)));
  app.post("/write", async (req, res) => void res.json(await writerOf(req)));
  app.post("/name", (req, res) => void res.json(nameViewer(req, req.body.name)));
  return app;
}

test("a session goes through its cookie unchanged", () => {
  assert.deepEqual(openSession(header(sealSession(session, secret)), secret), session);
});

test("a cookie that was changed, cut, or sealed with another key is none", () => {
  const sealed = sealSession(session, secret);
  const [body = "", seal = ""] = sealed.split(".");
  const forged = Buffer.from(JSON.stringify({ ...session, name: "Somebody else" })).toString("base64url");
  const bad = [`${forged}.${seal}`, body, `${body}.`, `.${seal}`, `${sealed}.x`, sealed.slice(0, -2), "", "x.y"];
  for (const value of [...bad, sealSession(session, "another key")]) {
    assert.equal(openSession(header(value), secret), null, value);
  }
  assert.equal(openSession(undefined, secret), null);
  assert.equal(openSession(`not${header(sealed)}`.replace("; plenary", "; xplenary"), secret), null);
});

test("of two cookies by our name the one that holds is taken", () => {
  const good = sealSession(session, secret);
  assert.deepEqual(openSession(`plenary=old.seal; plenary=${good}`, secret), session);
});

test("the live door sees the same person as the pages", () => {
  const viewer = viewerFromCookie(secret)(header(sealSession(session, secret)));
  assert.equal(viewer?.name, "Rosalind Ütz");
  assert.deepEqual(viewer?.person, { name: "Rosalind Ütz", email: "guest-01234567@plenary.invalid" });
  assert.equal(viewerFromCookie(secret)("plenary=nonsense"), null);
});

test("who only reads is given no cookie and no number", async () => {
  const { body, headers } = await request(house()).get("/");
  assert.equal(headers["set-cookie"], undefined);
  assert.deepEqual([body.name, body.guest, body.number], ["Guest", true, null]);
});

test("a guest gets a number at the first writing and keeps it", async () => {
  const app = house();
  const guest = request.agent(app);
  const first = await guest.post("/write");
  assert.equal(first.body.name, "Guest 1");
  assert.match(String(first.headers["set-cookie"]), /HttpOnly; SameSite=Lax$/);
  const again = await guest.post("/write");
  assert.equal(again.headers["set-cookie"], undefined);
  assert.deepEqual(again.body, first.body);
  assert.equal((await request(app).post("/write")).body.name, "Guest 2");
});

test("a name goes with the person and takes no number", async () => {
  const app = house();
  const person = request.agent(app);
  assert.equal((await person.post("/name").send({ name: "  Ada \u00a0 Quill " })).body.name, "Ada Quill");
  const writing = await person.post("/write");
  assert.deepEqual([writing.body.name, writing.body.guest, writing.body.number], ["Ada Quill", false, null]);
  assert.match(writing.body.person.email, /^guest-[0-9a-f]{8}@plenary\.invalid$/);
  assert.equal((await request(app).post("/write")).body.name, "Guest 1");
});

test("two guests of one name have different addresses", async () => {
  const app = house();
  const [one, two] = await Promise.all([1, 2].map(() => request(app).post("/name").send({ name: "Ada" })));
  assert.notEqual(one?.body.person.email, two?.body.person.email);
});

test("a name is one line of letters, at most sixty, that turns nothing around it", () => {
  for (const name of ["Ada", "Zoë  O’Neill-Søren", "王小明", "علي", "R2", "x".repeat(60), "👩‍🚀 Mae"]) {
    assert.equal(nameIn(` ${name} `), name.replace(/ +/g, " "));
  }
  const bad = [
    "",
    "   ",
    "x".repeat(61),
    "a\nb",
    "a\u0000b",
    "a\tb",
    "a<b",
    "a>b",
    "\u202eadA",
    "a\u2066b",
    "a\u2028b",
  ];
  for (const name of [...bad, "...", "—", "\ud800a", undefined, 5, ["Ada"]]) {
    const refused = (error: unknown): boolean => error instanceof WikiError && error.code === "bad-request";
    assert.throws(() => nameIn(name), refused, JSON.stringify(name));
  }
});
