import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { type Follower, follow, pageOf } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

const heard = ({ events }: Follower, kind: string) => events.filter((event) => event.kind === kind);

test("what somebody types is told as edited, and what is saved as committed, with the commit", async () => {
  const { room } = await pageOf(server.url, page);
  const [reader, elsewhere] = [await follow(server.url, page), await follow(server.url, "how-to-write")];
  const typist = joinRoom(server.url, room);
  await typist.synced();
  typist.text.insert(typist.text.length, "\n- typed while followed\n");
  await until("the edit is told", () => heard(reader, "edited").length > 0);
  const told = heard(reader, "edited")[0]?.data as { talks: { slug: string; html: string }[] } | undefined;
  assert.deepEqual({ ...told, talks: told?.talks.length }, { path: `${page}.md`, commit: null, talks: 1 });
  assert.match(
    told?.talks[0]?.html ?? "",
    /^<article class="talk"[\s\S]*typed while followed/,
    "the talk that changed",
  );
  const { body } = await request(server.url).post(`/-/save/${page}`).send({ message: "typed" }).expect(200);
  await until("the commit is told", () => heard(reader, "committed").length > 0);
  assert.deepEqual(heard(reader, "committed")[0]?.data, { path: `${page}.md`, commit: body.commit });
  assert.match((await pageOf(server.url, page)).text, /- typed while followed\n$/);
  assert.deepEqual(elsewhere.events, [], "followers of another page hear nothing of it");
  typist.leave();
  reader.close();
  elsewhere.close();
});

test("a save from a form is told to those who follow", async () => {
  const reader = await follow(server.url, "how-to-write");
  const { text, commit } = await pageOf(server.url, "how-to-write");
  await request(server.url)
    .post("/-/edit/how-to-write")
    .type("form")
    .send({ text: `${text}\nOne more rule.\n`, base: commit })
    .expect(303);
  await until("the commit is told", () => heard(reader, "committed").length > 0);
  const saved = await pageOf(server.url, "how-to-write");
  assert.equal(heard(reader, "committed").at(-1)?.data.commit, saved.commit);
  reader.close();
});
