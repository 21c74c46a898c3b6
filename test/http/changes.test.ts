import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { changesSince } from "../../server/http/changes-schema.ts";
import { git } from "../kit/git.ts";
import { named } from "../kit/guest.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "pages/kept";
const address = "/-/changes";

let server: TestServer;
/** The wiki as it began, and the page's saves, oldest first. */
const commits: string[] = [];

async function head(): Promise<string> {
  return (await git(server.notes, "rev-parse", "main")).trim();
}

async function read(of: string, cookie = ""): Promise<string> {
  const { status, text } = await request(server.url).get(of).set("Accept", "text/html").set("Cookie", cookie);
  assert.equal(status, 200, of);
  return text.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
}

async function json(query: string) {
  const answer = await request(server.url)
    .get(address + query)
    .set("Accept", "application/json")
    .expect(200);
  return changesSince.parse(answer.body);
}

/** Without tags. */
function words(html: string): string {
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

before(async () => {
  server = await startTestServer();
  commits.push(await head());
  await request(server.url).post("/-/new").send({ title: "Kept", path: page, date: "", talk: "First" }).expect(201);
  commits.push(await head());
  for (const name of ["Maren Oduya", "Tobias Wexley"]) {
    const text = `${(await request(server.url).get(`/${page}.md`)).text}- a line by ${name}\n`;
    const put = request(server.url)
      .put(`/-/api/v1/pages/${page}`)
      .set("Cookie", await named(server.url, name));
    commits.push((await put.send({ text, base: commits.at(-1), message: "" }).expect(200)).body.commit);
  }
});
after(() => server?.close());

const at = (index: number): string => commits[index] ?? assert.fail();

test("what changed since a commit is told by page: who, how often, how many lines, and one diff of all of it", async () => {
  const html = await read(`${address}?since=${at(1)}`);
  assert.match(words(html), /Two saves by two people on one page/);
  assert.match(words(html), /Maren and Tobias, two saves/);
  assert.match(html, new RegExp(`href="/-/diff/${page}\\?from=${at(1)}&to=${at(3)}"`));
  assert.match(words(await read(`/-/diff/${page}?from=${at(1)}&to=${at(3)}`)), /by Maren Oduya.*by Tobias Wexley/);
  const told = await json(`?since=${at(1)}`);
  assert.deepEqual([told.from, told.to, told.saves, told.count, told.next], [at(1), at(3), 2, 1, null]);
  const [only] = told.pages;
  assert.deepEqual(
    [only?.path, only?.was, only?.fate, only?.saves, only?.added, only?.removed, only?.talks],
    [`${page}.md`, `${page}.md`, "changed", 2, 2, 0, ["First"]],
  );
  assert.deepEqual(
    only?.authors.map(({ name }) => name),
    ["Maren Oduya", "Tobias Wexley"],
  );
});

test("a time, a day and no time lead to the same pages", async () => {
  const began = await json(`?since=${at(0)}`);
  assert.deepEqual([began.pages[0]?.fate, began.pages[0]?.was, began.saves], ["new", null, 3]);
  const all = await json("?since=2001-01-01");
  assert.deepEqual([all.from, all.count > 1], [null, true]);
  assert.deepEqual((await json("")).count, all.count);
  const [time] = (await git(server.notes, "log", "-1", "--format=%cI", at(3))).trim().split("\n");
  const late = await json(`?since=${encodeURIComponent(time ?? "")}`);
  assert.ok(late.pages.some(({ path }) => path === `${page}.md`));
  const none = await json("?since=2999-12-31");
  assert.deepEqual([none.count, none.pages, none.next], [0, [], null]);
  assert.match(words(await read(`${address}?since=2999-12-31`)), /Nothing changed since then/);
});

test("what can be no time is refused, and so is a commit that is not here, as HTML and as JSON", async () => {
  const refused = [
    ...["yesterday", "2026-02-30", "2026-13-01", "2026-1-1", "24.11.2026", "2026-11-23T25:00", "2026-11-23Tnoon"],
    ...["-1", "'", "abc", "HEAD", "main~1"],
  ];
  for (const since of refused) {
    const asked = request(server.url).get(`${address}?since=${encodeURIComponent(since)}`);
    const { body } = await asked.set("Accept", "application/json").expect(400);
    assert.match(body.reason, /^since is a day like/, since);
  }
  for (const query of ["skip=-1", "skip=x", "skip=9999999"]) {
    await request(server.url).get(`${address}?${query}`).set("Accept", "text/html").expect(400);
  }
  for (const query of ["since=dead", `since=${"f".repeat(40)}`, `until=${"f".repeat(40)}`]) {
    await request(server.url).get(`${address}?${query}`).set("Accept", "text/html").expect(404);
  }
});

test("the last visit is kept in the viewer's own browser, and a reload is the same visit", async () => {
  const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
    String((answer.headers["set-cookie"] as string[]).find((one) => one.startsWith("plenary-visit="))?.split(";")[0]);
  const visit = (cookie: string) =>
    request(server.url).get(address).set("Accept", "text/html").set("Cookie", cookie).expect(200);
  const first = await visit("");
  assert.doesNotMatch(words(first.text), /last visit/);
  const again = await visit(cookieOf(first));
  assert.doesNotMatch(words(again.text), /last visit/);
  const hours = 3 * 60 * 60 * 1000;
  const later = await visit(`plenary-visit=.${Date.now() - hours}`);
  assert.match(words(later.text), /What changed since your last visit You were here/);
  const reload = await visit(cookieOf(later));
  assert.match(words(reload.text), /What changed since your last visit/);
  for (const forged of [
    "plenary-visit=x.y",
    `plenary-visit=.${Date.now() + hours}`,
    "plenary-visit=1.",
    "plenary-visit=",
  ]) {
    assert.doesNotMatch(words((await visit(forged)).text), /last visit/, forged);
  }
  const script = await request(server.url).get(address).set("Accept", "application/json").expect(200);
  assert.equal(script.headers["set-cookie"], undefined);
});

test("a page of changes answers 304 until something changes", async () => {
  const ask = (tag = "") =>
    request(server.url)
      .get(`${address}?since=${at(1)}`)
      .set({ Accept: "text/html", Cookie: `plenary-visit=5.${Date.now()}`, "If-None-Match": tag });
  const { headers } = await ask().expect(200);
  await ask(String(headers["etag"])).expect(304);
});

test("a page that was moved is one page, and its diff begins where it was; one that is gone has a diff too", async () => {
  const since = await head();
  const to = "events/2026/11/kept";
  await request(server.url).post(`/-/move/${page}`).type("form").send({ to }).expect(303);
  const { text, commit } = (await request(server.url).get(`/-/api/v1/pages/${to}`)).body;
  const put = request(server.url).put(`/-/api/v1/pages/${to}`);
  await put.send({ text: `${text}- after the move\n`, base: commit, message: "" }).expect(200);
  await request(server.url)
    .post("/-/new")
    .send({ title: "Brief", path: "pages/brief", date: "", talk: "" })
    .expect(201);
  await request(server.url).post("/-/delete/pages/brief").type("form").expect(303);
  const told = await json(`?since=${since}`);
  assert.deepEqual(
    told.pages.map(({ path, was, fate, saves, added }) => [path, was, fate, saves, added]),
    [
      ["pages/brief.md", null, "passing", 2, 0],
      [`${to}.md`, `${page}.md`, "moved", 2, 1],
    ],
  );
  const diff = words(await read(told.pages[1]?.diff ?? ""));
  assert.match(diff, /after the move/);
  assert.doesNotMatch(diff, /a new file/);
  const before = await head();
  await request(server.url).post(`/-/delete/${to}`).type("form").expect(303);
  const [gone] = (await json(`?since=${before}`)).pages;
  assert.deepEqual([gone?.fate, gone?.removed], ["deleted", text.split("\n").length]);
  assert.match(words(await read(gone?.diff ?? "")), /taken away/);
});
