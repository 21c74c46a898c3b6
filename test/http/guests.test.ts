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

test("guests are numbered in the order they first write, and readers not at all", async () => {
  const read = await request(server.url).get(`/${page}`).expect(200);
  assert.equal(read.headers["set-cookie"], undefined);
  const nameOf = async (guest: ReturnType<typeof request.agent>): Promise<number> => {
    const { text } = await guest.get(`/-/edit/${page}`).expect(200);
    return Number(/"name":"Guest (\d+)"/.exec(text)?.[1]);
  };
  const [first, second] = [request.agent(server.url), request.agent(server.url)];
  const number = await nameOf(first);
  assert.ok(number >= 1);
  assert.equal(await nameOf(second), number + 1);
  assert.equal(await nameOf(first), number, "the cookie keeps it");
  await first.post("/-/name").set("Accept", "application/json").send({ name: "Ilse Maron" }).expect(200);
  const { text } = await first.get(`/-/edit/${page}`).expect(200);
  assert.match(text, /"name":"Ilse Maron"/);
});
