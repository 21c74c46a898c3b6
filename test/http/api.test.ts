import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import request from "supertest";
import type { z } from "zod";
import * as schemas from "../../server/http/api-schemas.ts";
import { blamed } from "../../server/http/blame-schema.ts";
import { changesSince } from "../../server/http/changes-schema.ts";
import { apiRoot, openApi } from "../../server/http/openapi.ts";
import { remoteHook, remoteState } from "../../server/http/remote-schema.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { plainPicture } from "../kit/pictures.ts";
import { bareAt } from "../kit/remote.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";

/** Answers of what makes something, or only takes it on. */
const statuses: Readonly<Record<string, number>> = { "post /-/upload/{path}": 201, "post /-/hooks/remote": 202 };

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  folder = await temporaryFolder();
  server = await startTestServer({ remote: await bareAt(path.join(folder.path, "remote.git")) });
});

after(async () => {
  await server?.close();
  await folder?.remove();
});

const get = (path: string) => request(server.url).get(`${apiRoot}/${path}`);
const asJson = (address: string) => request(server.url).get(address).set("Accept", "application/json");
const put = (path: string, body: object) => request(server.url).put(`${apiRoot}/pages/${path}`).send(body);

function rescue(room: string, state: Uint8Array): request.Test {
  const headers = { "Content-Type": "application/octet-stream", Accept: "application/json" };
  return request(server.url).post(`/-/rescue/${room}`).set(headers).send(Buffer.from(state));
}

async function detail(): Promise<z.infer<typeof schemas.pageDetail>> {
  return schemas.pageDetail.parse((await get(`pages/${page}`)).body);
}

/** For every route that is described: a call that works, and what its answer is checked by. */
const calls: Readonly<Record<string, readonly [call: () => request.Test | Promise<request.Response>, z.ZodType]>> = {
  "get /pages": [() => get("pages"), schemas.pageList],
  "get /pages/{path}": [() => get(`pages/${page}`), schemas.pageDetail],
  "put /pages/{path}": [
    async () => {
      const { text, commit } = await detail();
      return put(page, { text: `${text}\n- by a script\n`, base: commit, message: "A script's message" });
    },
    schemas.saved,
  ],
  "get /history/{path}": [() => get(`history/${page}`), schemas.pageHistory],
  "post /-/upload/{path}": [
    async () => {
      const picture = await plainPicture(9, 9).png().toBuffer();
      return request(server.url).post(`/-/upload/${page}`).attach("file", picture, "nine.png");
    },
    schemas.uploaded,
  ],
  "post /-/present/{path}": [
    async () =>
      request(server.url)
        .post(`/-/present/${page}`)
        .send({ act: "begin", place: { slide: "expo", print: "", step: -1 } }),
    schemas.lead,
  ],
  "get /-/blame/{path}": [() => asJson(`/-/blame/${page}`), blamed],
  "get /-/changes": [() => asJson("/-/changes?since=2000-01-01"), changesSince],
  "get /remote": [() => get("remote"), remoteState],
  "post /-/hooks/remote": [() => request(server.url).post("/-/hooks/remote").send({ ref: "main" }), remoteHook],
  "post /-/rescue/{room}": [async () => rescue((await detail()).room ?? "", Uint8Array.of(0, 0)), schemas.rescued],
};

test("every described route answers as it is described, and every route is described", async () => {
  const { body: described } = await get("openapi.json");
  assert.deepEqual(described, JSON.parse(JSON.stringify(openApi())));
  const routes = Object.entries(described.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).flatMap((key) => (key === "parameters" || key === "servers" ? [] : [`${key} ${path}`])),
  );
  assert.deepEqual(routes.sort(), [...Object.keys(calls), "get /openapi.json"].sort());
  for (const [route, [call, schema]] of Object.entries(calls)) {
    const { status, body } = await call();
    assert.equal(status, statuses[route] ?? 200, route);
    schema.parse(body);
  }
});

test("every refusal that is described is one, and has its shape", async () => {
  const { commit, room } = await detail();
  const large = { text: "x".repeat(1024 * 1024 + 1), base: commit };
  const refusals: readonly (readonly [number, request.Test])[] = [
    [400, get("pages/.git/x")],
    [404, get("pages/no/such/page")],
    [400, get(`history/${page}?limit=0`)],
    [400, get(`history/${page}?limit=many`)],
    [400, get(`history/${page}?before=nothing`)],
    [404, get(`history/${page}?before=0123456789`)],
    [404, get("history/no/such/page")],
    [400, put(page, { base: commit })],
    [403, put(page, { text: "x", base: commit }).set("Origin", "http://evil.example")],
    [404, put("no/such/page", { text: "x", base: commit })],
    [409, put(page, { text: "x", base: "0123456789".repeat(4) })],
    [413, put(page, large)],
    [400, request(server.url).post(`/-/rescue/${room}`).set("Accept", "application/json").send({})],
    [403, rescue(room ?? "", Uint8Array.of(0, 0)).set("Origin", "http://evil.example")],
    [404, rescue("nobody.1", Uint8Array.of(0, 0))],
    [413, rescue(room ?? "", new Uint8Array(8 * 1024 * 1024 + 1))],
    [404, get("nothing")],
  ];
  for (const [status, call] of refusals) {
    const answer = await call;
    assert.equal(answer.status, status, call.url);
    assert.equal(answer.headers["x-request-id"], schemas.refused.parse(answer.body).requestId);
  }
});

test("a save that cannot be written is refused with 503, and is saved when it is sent again", async () => {
  const { commit, text } = await detail();
  const body = { text: `${text}- sent twice\n`, base: commit };
  const lock = path.join(server.notes, "refs", "heads", "main.lock");
  await writeFile(lock, "");
  const refused = await put(page, body).expect(503);
  assert.equal(schemas.refused.parse(refused.body).error, "cannot-write");
  await rm(lock);
  await put(page, body).expect(200);
  assert.equal((await detail()).text, body.text);
});

test("a page's JSON has its talks by their place in its text", async () => {
  const { text, talks, title, date, path } = await detail();
  assert.deepEqual([path, title, date], [`${page}.md`, "DockerCon 2016", "Mon Jun 20 2016"]);
  const golden = talks.find(({ slug }) => slug === "golden-ticket");
  assert.deepEqual(golden?.speakers, [{ name: "Aaron Grattafiori", handle: "@dyn__", site: null }]);
  assert.match(text.slice(golden?.from, golden?.to), /^Golden Ticket\n-+\nAaron/);
  assert.deepEqual((await get(`pages/${page}.md`)).body, await detail());
});

test("a text that was read, changed and sent back is saved once, though somebody types meanwhile", async () => {
  const { room } = await detail();
  const typist = joinRoom(server.url, room ?? "");
  await typist.synced();
  typist.text.insert(0, "Typed now.\n");
  await typist.acknowledged();
  const { text, commit } = await detail();
  assert.doesNotMatch(text, /Typed now/, "the text is the commit's");
  const saved = await put(page, { text: `${text}- sent\n`, base: commit, message: "sent by a script" });
  assert.equal(saved.status, 200);
  typist.leave();
  const after = (await detail()).text;
  assert.equal(after.split("Typed now.").length, 2);
  assert.equal(after.split("- sent\n").length, 2);
  assert.match(await git(server.notes, "log", "-1", "--format=%s", saved.body.commit), /^sent by a script$/m);
});

test("history comes in parts that follow on each other without gap or overlap", async () => {
  const all = schemas.pageHistory.parse((await get(`history/${page}?limit=200`)).body);
  assert.equal(all.next, null);
  const parts: string[] = [];
  let before = "";
  do {
    const part = schemas.pageHistory.parse((await get(`history/${page}?limit=1${before}`)).body);
    parts.push(...part.saves.map(({ commit }) => commit));
    before = part.next === null ? "" : `&before=${part.next}`;
  } while (before !== "" && parts.length < 100);
  assert.deepEqual(
    parts,
    all.saves.map(({ commit }) => commit),
  );
  assert.ok(parts.length >= 3);
});

test("answers have tags, and a reader who has them is told so", async () => {
  for (const path of ["pages", `pages/${page}`, `history/${page}`, "openapi.json"]) {
    const { headers } = await get(path);
    const again = await get(path).set("If-None-Match", String(headers["etag"]));
    assert.equal(again.status, 304, path);
  }
});
