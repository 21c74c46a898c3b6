import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { follow } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

const place = (slide: string) => ({ slide, print: "", step: -1 });
const post = (body: object, cookie = "", path = page) =>
  request(server.url).post(`/-/present/${path}`).set("Cookie", cookie).set("Accept", "application/json").send(body);
const cookieIn = (headers: Record<string, unknown>) =>
  String((headers["set-cookie"] as string[])[0]).split(";")[0] ?? "";

test("a guest leads by the cookie of the first answer, and followers hear of each move once", async () => {
  const follower = await follow(server.url, page);
  const begun = await post({ act: "begin", place: place("expo") }).expect(200);
  assert.equal(begun.body.yours, true);
  assert.match(begun.body.by, /^Guest \d+$/);
  const ann = cookieIn(begun.headers);
  await post({ act: "move", place: place("golden-ticket.2") }, ann).expect(200);
  await until("both are told", () => follower.events.filter(({ kind }) => kind === "slide").length === 2);
  const { data } = follower.events.findLast(({ kind }) => kind === "slide") ?? {};
  assert.deepEqual(data, {
    path: `${page}.md`,
    commit: null,
    session: begun.body.session,
    by: begun.body.by,
    ...place("golden-ticket.2"),
    move: 2,
  });

  const second = await post({ act: "begin", place: place("expo") }).expect(409);
  assert.match(second.body.reason, /^Guest \d+ presents this deck$/);
  const stranger = await post({ act: "move", place: place("expo") }).expect(409);
  assert.match(stranger.body.reason, /presents this deck$/);
  const over = await post({ act: "begin", place: place("expo"), over: begun.body.session }).expect(200);
  await post({ act: "move", place: place("expo") }, ann).expect(409);
  await post({ act: "end" }, ann).expect(200);
  await post({ act: "end" }, cookieIn(over.headers)).expect(200);
  const late = await post({ act: "move", place: place("expo") }, ann).expect(403);
  assert.equal(late.body.reason, "nobody presents this deck any more");
  await until("the end is told", () => JSON.stringify(follower.events.at(-1)?.data).includes('"session":null'));
  follower.close();
});

test("what is no act is refused with a reason, and so is a page of another site", async () => {
  const refused: [object, number, RegExp][] = [
    [{}, 400, /^act: /],
    [{ act: "dance" }, 400, /^act: /],
    [{ act: "begin" }, 400, /^place: /],
    [{ act: "begin", place: { slide: "" } }, 400, /^place\.slide: is missing/],
    [{ act: "move", place: { slide: "x", step: 1e9 } }, 400, /^place\.step: /],
    [{ act: "move", place: { slide: "x".repeat(1000) } }, 400, /^place\.slide: /],
  ];
  for (const [body, status, reason] of refused) {
    const answer = await post(body).expect(status);
    assert.match(answer.body.reason, reason);
  }
  await post({ act: "begin", place: place("x") }, "", "no/such/page").expect(404);
  await post({ act: "begin", place: place("x") })
    .set("Origin", "https://elsewhere.example")
    .expect(403);
});
