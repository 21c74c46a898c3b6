import assert from "node:assert/strict";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import request from "supertest";
import * as Y from "yjs";
import { relocated, rescued } from "../../server/http/api-schemas.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { follow, pageOf } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

const foreign = { Origin: "https://elsewhere.example" };

let server: TestServer;

before(async () => {
  server = await startTestServer({ commitQuietMs: 1500 });
});

after(() => server?.close());

let count = 0;

/** A page of its own for each test; its path without ".md". */
async function newPage(): Promise<string> {
  count += 1;
  const body = { title: `Page ${count}`, path: `pages/page-${count}`, date: "", talk: "First talk" };
  const made = await request(server.url).post("/-/new").send(body);
  assert.equal(made.status, 201);
  return body.path;
}

function post(address: string, body: object = {}) {
  return request(server.url).post(address).set("Accept", "application/json").send(body);
}

async function source(page: string): Promise<string> {
  return (await request(server.url).get(`/${page}.md`)).text;
}

async function join(page: string): Promise<Typist> {
  const typist = joinRoom(server.url, (await pageOf(server.url, page)).room);
  await typist.synced();
  return typist;
}

/** A clone of the notes in which `change` is made, committed, and pushed by path, right after `meanwhile`. */
async function pushed(change: (clone: string) => Promise<void>, meanwhile = (): void => {}): Promise<void> {
  const folder = await temporaryFolder();
  const clone = path.join(folder.path, "clone");
  await git(folder.path, "clone", "-q", server.notes, clone);
  await change(clone);
  await git(clone, "add", "-A");
  await git(clone, "commit", "-qm", "by hand");
  meanwhile();
  await git(clone, "push", "-q", "origin", "main");
  await folder.remove();
}

describe("moving a page", () => {
  it("is one commit; every old address leads to where it is, and a form goes on to it", async () => {
    const page = await newPage();
    const text = await source(page);
    const to = `${page}-elsewhere`;
    const answer = await post(`/-/move/${page}`, { to }).expect(200);
    const { commit } = relocated.parse(answer.body);
    assert.equal((await git(server.notes, "rev-parse", "main")).trim(), commit);
    assert.equal(await source(to), text);
    for (const [address, now] of [
      [`/${page}`, `/${to}`],
      [`/${page}?x=1`, `/${to}?x=1`],
      [`/${page}.md?live`, `/${to}.md?live`],
      [`/-/slides/${page}?talk=first-talk`, `/-/slides/${to}?talk=first-talk`],
      [`/-/edit/${page}`, `/-/edit/${to}`],
      [`/-/api/v1/pages/${page}`, `/-/api/v1/pages/${to}`],
    ] as const) {
      const old = await request(server.url).get(address).expect(302);
      assert.equal(old.headers["location"], now);
    }
    const back = await request(server.url).post(`/-/move/${to}`).type("form").send({ to: page }).expect(303);
    assert.equal(back.headers["location"], `/${page}`);
  });

  it("takes its room along: who is in it types on, and hears of it", async () => {
    const page = await newPage();
    const typist = await join(page);
    const follower = await follow(server.url, page);
    typist.text.insert(0, "before ");
    const to = `${page}-elsewhere`;
    await post(`/-/move/${page}`, { to }).expect(200);
    typist.text.insert(0, "after ");
    await typist.acknowledged();
    await until("it is saved there", async () => (await source(to)).startsWith("after before "));
    assert.equal((await request(server.url).get(`/${page}.md`)).status, 302);
    assert.ok(follower.events.some(({ kind, data }) => kind === "moved" && "to" in data && data.to === `${to}.md`));
    follower.close();
    typist.leave();
  });

  it("is refused where something is, where nothing can be, and from a page of another site", async () => {
    const [page, other] = [await newPage(), await newPage()];
    assert.equal((await post(`/-/move/${page}`, { to: other }).expect(409)).body.error, "exists");
    assert.equal((await post(`/-/move/${page}`, { to: other.toUpperCase() }).expect(409)).body.error, "exists");
    assert.equal((await post(`/-/move/${page}`, { to: "../x" }).expect(400)).body.error, "bad-path");
    assert.equal((await post(`/-/move/${page}`).expect(400)).body.error, "bad-request");
    assert.equal((await post("/-/move/nobody/wrote/this", { to: "x" }).expect(404)).body.error, "not-found");
    for (const address of [`/-/move/${page}`, `/-/delete/${page}`, `/-/restore/${page}`, "/-/rescue/x.1"]) {
      assert.equal((await post(address, { to: "x" }).set(foreign).expect(403)).body.error, "foreign-origin");
    }
  });
});

describe("undoing a save", () => {
  it("is one commit that takes it back, and a form goes on to the page", async () => {
    const page = await newPage();
    const was = await source(page);
    const base = (await git(server.notes, "rev-parse", "main")).trim();
    const put = await request(server.url)
      .put(`/-/api/v1/pages/${page}`)
      .send({ text: `${was}wrong\n`, base, message: "" });
    const answer = await post(`/-/undo/${page}`, { commit: put.body.commit }).expect(200);
    assert.equal((await git(server.notes, "rev-parse", "main")).trim(), relocated.parse(answer.body).commit);
    assert.equal(await source(page), was);
    const again = await request(server.url).post(`/-/undo/${page}`).type("form").send({ commit: put.body.commit });
    assert.deepEqual([again.status, again.headers["location"]], [303, `/${page}`]);
  });

  it("whose line was changed since keeps both, and a form is told which", async () => {
    const page = await newPage();
    const was = await source(page);
    const put = async (text: string) => {
      const base = (await git(server.notes, "rev-parse", "main")).trim();
      const answer = await request(server.url)
        .put(`/-/api/v1/pages/${page}`)
        .send({ text, base, message: "" })
        .expect(200);
      return answer.body.commit as string;
    };
    await put(`${was}right\n`);
    const wrong = await put(`${was}wrong\n`);
    const later = await put(`${was}wrong, and more\n`);
    const told = await request(server.url).post(`/-/undo/${page}`).type("form").send({ commit: wrong }).expect(303);
    assert.match(told.headers["location"] ?? "", new RegExp(`^/-/met/${page}\\?theirs=${later}&yours=`));
    assert.match(await source(page), /right[\s\S]*and more|and more[\s\S]*right/);
  });

  it("of no such save is refused", async () => {
    const page = await newPage();
    assert.equal((await post(`/-/undo/${page}`, { commit: "0".repeat(40) }).expect(404)).body.error, "not-found");
    assert.equal((await post(`/-/undo/${page}`, {}).expect(400)).body.error, "bad-request");
  });
});

describe("deleting a page", () => {
  it("leaves an address that says so and brings it back, with what was typed and never saved", async () => {
    const page = await newPage();
    const text = await source(page);
    const typist = await join(page);
    const { commit } = relocated.parse((await post(`/-/delete/${page}`).expect(200)).body);
    const gone = await request(server.url).get(`/${page}`).expect(404);
    assert.match(gone.text, new RegExp(`/-/commit/${commit}.*action="/-/restore/${page}"`, "s"));
    assert.doesNotMatch(gone.text, /never saved is kept/);
    typist.text.insert(0, "too late ");
    await typist.acknowledged();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal((await request(server.url).get(`/${page}.md`)).status, 404);
    assert.match((await request(server.url).get(`/-/edit/${page}`).expect(404)).text, /never saved is kept/);
    const back = await request(server.url).post(`/-/restore/${page}`).type("form").send({}).expect(303);
    assert.equal(back.headers["location"], `/${page}`);
    assert.equal(await source(page), `too late ${text}`);
    typist.leave();
  });

  it("is told to who follows the page, and to who comes to follow it afterwards", async () => {
    const page = await newPage();
    const early = await follow(server.url, page);
    const { commit } = relocated.parse((await post(`/-/delete/${page}`).expect(200)).body);
    const late = await follow(server.url, page);
    for (const { events } of [early, late]) {
      await until("it is told", () => events.some(({ kind, data }) => kind === "deleted" && data.commit === commit));
    }
    early.close();
    late.close();
    assert.equal((await request(server.url).get("/-/follow/nobody/wrote/this")).status, 404);
  });
});

describe("restoring a page", () => {
  it("is one commit with the bytes of then, beside what is typed", async () => {
    const page = await newPage();
    const text = await source(page);
    const { commit: then } = await pageOf(server.url, page);
    await request(server.url)
      .put(`/-/api/v1/pages/${page}`)
      .send({ text: `${text}- more\n`, base: then })
      .expect(200);
    const typist = await join(page);
    typist.text.insert(0, "typed ");
    await post(`/-/restore/${page}`, { rev: then.slice(0, 10) }).expect(200);
    await until("both are there", async () => (await source(page)) === `typed ${text}`);
    typist.leave();
  });

  it("to what never was is refused", async () => {
    const page = await newPage();
    assert.equal((await post(`/-/restore/${page}`, { rev: "0123456789" }).expect(404)).body.error, "not-found");
    assert.equal((await post(`/-/restore/${page}`).expect(409)).body.error, "exists");
  });
});

describe("somebody with git", () => {
  it("who pushes is seen in an open room within two seconds; a line that both changed is told with both commits", async () => {
    const page = await newPage();
    const text = await source(page);
    const typist = await join(page);
    const follower = await follow(server.url, page);
    await pushed(
      (clone) => writeFile(path.join(clone, `${page}.md`), text.replace("Page", "Pushed page")),
      () => typist.text.insert(0, "typed "),
    );
    await until("it is in the room", () => typist.text.toString().startsWith("typed Pushed page"), 2500);
    await until("they are told", () => follower.events.some(({ kind }) => kind === "met"));
    const met = follower.events.find(({ kind }) => kind === "met")?.data as unknown as { commits: string[] };
    const said = await Promise.all(met.commits.map((oid) => git(server.notes, "show", "-s", "--format=%an", oid)));
    assert.equal(said[0]?.trim(), "Tester");
    assert.match(said[1] ?? "", /^Guest/);
    follower.close();
    typist.leave();
  });

  it("who renames a page takes its room along", async () => {
    const page = await newPage();
    const typist = await join(page);
    await pushed((clone) => rename(path.join(clone, `${page}.md`), path.join(clone, `${page}-renamed.md`)));
    await until("the room is there", async () => {
      const there = await request(server.url).get(`/-/api/v1/pages/${page}-renamed`);
      return there.body.room === typist.provider.roomname;
    });
    typist.text.insert(0, "typed ");
    await until("it is saved there", async () => (await source(`${page}-renamed`)).startsWith("typed "));
    assert.equal((await request(server.url).get(`/${page}`)).status, 302);
    typist.leave();
  });
});

describe("a form whose lines met another change", () => {
  it("is saved, and says so with both commits", async () => {
    const page = await newPage();
    const { commit: base, text } = await pageOf(server.url, page);
    const send = (changed: string) =>
      request(server.url).post(`/-/edit/${page}`).type("form").send({ text: changed, base, message: "" });
    await send(text.replace("Page", "Their page")).expect(303);
    const theirs = (await pageOf(server.url, page)).commit;
    const saved = await send(text.replace("Page", "My page")).expect(303);
    const { commit: yours } = await pageOf(server.url, page);
    assert.equal(saved.headers["location"], `/-/met/${page}?theirs=${theirs}&yours=${yours}`);
    const told = await request(server.url).get(saved.headers["location"]).expect(200);
    for (const oid of [theirs, yours]) assert.match(told.text, new RegExp(`href="/-/commit/${oid}"`));
    assert.equal((await request(server.url).get(`/-/met/${page}?theirs=x&yours=y`)).status, 404);
  });
});

describe("handing over an old room's text", () => {
  const hand = (room: string, state: Uint8Array) =>
    request(server.url)
      .post(`/-/rescue/${room}`)
      .set({ "Content-Type": "application/octet-stream", Accept: "application/json" })
      .send(Buffer.from(state));

  it("for the room that there is changes nothing, and says where the page is", async () => {
    const page = await newPage();
    const { room, text } = await pageOf(server.url, page);
    const doc = new Y.Doc();
    doc.getText("content").insert(0, "doubled");
    const answer = await hand(room, Y.encodeStateAsUpdate(doc)).expect(200);
    assert.deepEqual(rescued.parse(answer.body), { path: `${page}.md`, room });
    assert.equal(await source(page), text);
  });

  it("for a room that never was, in another form, or too large, is refused", async () => {
    const { room } = await pageOf(server.url, await newPage());
    assert.equal((await hand("nobody.1", Uint8Array.of(0, 0)).expect(404)).body.error, "not-found");
    assert.equal((await post(`/-/rescue/${room}`).expect(400)).body.error, "bad-request");
    assert.equal((await hand(room, new Uint8Array(8 * 1024 * 1024 + 1)).expect(413)).body.error, "too-large");
  });
});
