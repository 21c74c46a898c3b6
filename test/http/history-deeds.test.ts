import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "pages/kept";

let server: TestServer;
/** The page's saves, oldest first: the first one makes it. */
const saves: string[] = [];

async function read(address: string): Promise<string> {
  const { status, text } = await request(server.url).get(address).set("Accept", "text/html");
  assert.equal(status, 200, address);
  return text.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
}

async function source(): Promise<string> {
  return (await request(server.url).get(`/${page}.md`)).text;
}

/** The forms of a page that lead to `deed`: what each sends. */
function forms(html: string, deed: "undo" | "restore"): string[] {
  const form = new RegExp(
    `<form[^>]* action="/-/${deed}/${page}"><input type="hidden" name="\\w+" value="(\\w+)">`,
    "g",
  );
  return [...html.matchAll(form)].map(([, value = ""]) => value);
}

before(async () => {
  server = await startTestServer();
  await request(server.url).post("/-/new").send({ title: "Kept", path: page, date: "", talk: "First" }).expect(201);
  saves.push((await git(server.notes, "rev-parse", "main")).trim());
  for (const line of ["one", "two", "three"]) {
    const text = `${await source()}- ${line}\n`;
    const put = request(server.url).put(`/-/api/v1/pages/${page}`);
    saves.push((await put.send({ text, base: saves.at(-1), message: "" }).expect(200)).body.commit);
  }
});
after(() => server?.close());

const at = (index: number): string => saves[index] ?? assert.fail();

test("a history offers to undo every save but the one that made the page, and to restore every version but the newest", async () => {
  const html = await read(`/-/history/${page}`);
  assert.deepEqual(forms(html, "undo"), [at(3), at(2), at(1)]);
  assert.deepEqual(forms(html, "restore"), [at(2), at(1), at(0)]);
  assert.deepEqual(forms(await read("/-/history"), "undo"), []);
});

test("the page of a save offers what its list does, and a version of the page to be restored", async () => {
  for (const [index, undo, restore] of [
    [0, [], [at(0)]],
    [1, [at(1)], [at(1)]],
    [3, [at(3)], []],
  ] as const) {
    const html = await read(`/-/commit/${at(index)}`);
    assert.deepEqual([forms(html, "undo"), forms(html, "restore")], [undo, restore]);
    assert.deepEqual(forms(await read(`/-/at/${at(index)}/${page}`), "restore"), restore);
  }
  assert.deepEqual(forms(await read(`/-/diff/${page}?from=${at(0)}&to=${at(2)}`), "undo"), []);
});

test("the newest two versions are marked to be compared, and two in the wrong order are put right", async () => {
  const html = await read(`/-/history/${page}`);
  assert.match(html, new RegExp(`name="from" value="${at(2)}" form="_compare" checked`));
  assert.match(html, new RegExp(`name="to" value="${at(3)}" form="_compare" checked`));
  assert.equal([...html.matchAll(/form="_compare" checked/g)].length, 2);
  const [wrong, right] = [
    await read(`/-/diff/${page}?from=${at(3)}&to=${at(1)}`),
    await read(`/-/diff/${page}?from=${at(1)}&to=${at(3)}`),
  ];
  assert.equal(wrong, right);
  assert.match(right, new RegExp(`git diff ${at(1).slice(0, 7)} ${at(3).slice(0, 7)}`));
});

test("the history of one talk leads to changes of that talk", async () => {
  const html = await read(`/-/history/${page}?talk=first`);
  assert.match(html, new RegExp(`/-/diff/${page}\\?from=${at(2)}&to=${at(3)}&talk=first`));
  assert.match(html, /<input type="hidden" name="talk" value="first">/);
});

test("a page that is gone offers nothing, one that is back does", async () => {
  await request(server.url).post(`/-/delete/${page}`).type("form").expect(303);
  for (const address of [`/-/history/${page}`, `/-/commit/${at(2)}`, `/-/at/${at(2)}/${page}`]) {
    const html = await read(address);
    assert.deepEqual([forms(html, "undo"), forms(html, "restore")], [[], []], address);
  }
  await request(server.url).post(`/-/restore/${page}`).type("form").expect(303);
  const [newest = "", removal = ""] = forms(await read(`/-/history/${page}`), "undo");
  assert.deepEqual([newest, removal], [at(3), at(2)]);
});
