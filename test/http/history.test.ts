import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { git } from "../kit/git.ts";
import { named } from "../kit/guest.ts";
import { pageOf } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";
const people = ["Maren Oduya", "Tobias Wexley", "Ilse Karvonen"] as const;

let server: TestServer;
/** The page's commits, oldest first: the one it began with, then those of one save by three. */
let commits: string[] = [];

/** A page as a reader sees it, without tags; or its source with the escapes in its addresses undone. */
async function read(address: string, source = false): Promise<string> {
  const answer = await fetch(server.url + address, { headers: { accept: "text/html" } });
  assert.equal(answer.status, 200, address);
  const html = (await answer.text()).replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
  return source ? html : html.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
}

/** Each adds a line to another talk, one after the other, and the last saves. */
async function writeTogether(): Promise<void> {
  const { room, text } = await pageOf(server.url, `${page}.md`);
  const starts = [...text.matchAll(/^-{4,}\n/gm)].map(({ 0: line, index }) => index + line.length).slice(1);
  let cookie = "";
  for (const [index, name] of people.entries()) {
    cookie = await named(server.url, name);
    const typist = joinRoom(server.url, room, { cookie });
    await typist.synced();
    typist.text.insert(starts[index + 2] ?? 0, `\n- a line by ${name}\n`);
    await typist.acknowledged();
    typist.leave();
  }
  const saved = await fetch(`${server.url}/-/save/${page}`, { method: "POST", headers: { cookie } });
  assert.equal(saved.status, 200);
}

before(async () => {
  server = await startTestServer({ commitQuietMs: 60_000, commitMaxMs: 60_000 });
  await writeTogether();
  commits = (await git(server.notes, "rev-list", "--reverse", "main")).trim().split("\n").slice(-4);
});
after(() => server.close());

const at = (index: number): string => commits[index] ?? assert.fail();

test("a save by three is one entry in the page's history and in that of all pages", async () => {
  const entries = async (address: string) => (await read(address, true)).split('<li class="save">').slice(1);
  for (const address of [`/-/history/${page}`, "/-/history"]) {
    const [newest = "", ...older] = await entries(address);
    assert.match(newest, /Maren, Tobias and Ilse/);
    assert.match(newest, new RegExp(`/-/diff/${page}\\?from=${at(0)}&to=${at(3)}`));
    assert.match(newest, new RegExp(`/-/commit/${at(3)}`));
    for (const entry of older) assert.doesNotMatch(entry, /Maren|Tobias|Ilse/);
  }
});

test("a save by three is one entry in the JSON history, and parts never cut through it", async () => {
  const get = async (query: string) => (await fetch(`${server.url}/-/api/v1/history/${page}${query}`)).json();
  const whole = (await get("")) as { saves: { commit: string; authors: { name: string }[]; talks: string[] }[] };
  assert.deepEqual(
    whole.saves[0]?.authors.map(({ name }) => name),
    people,
  );
  assert.equal(whole.saves[0]?.commit, at(3));
  assert.ok((whole.saves[0]?.talks.length ?? 0) > 1);
  assert.deepEqual(await get("?limit=1"), { saves: whole.saves.slice(0, 1), next: at(3) });
  for (const commit of commits.slice(1)) {
    assert.deepEqual(await get(`?before=${commit}`), { saves: whole.saves.slice(1), next: null });
  }
});

test("the commit that a save goes by shows all of it, and each author's own", async () => {
  for (const address of [`/-/commit/${at(3)}`, `/-/diff/${page}?from=${at(0)}&to=${at(3)}`, `/-/diff/${page}`]) {
    const html = await read(address, true);
    const text = await read(address);
    for (const name of people) assert.match(text, new RegExp(`- a line by ${name}`), address);
    assert.match(text, /Maren Oduya, Tobias Wexley and Ilse Karvonen, today/);
    assert.match(text, new RegExp(`git diff ${at(0).slice(0, 7)} ${at(3).slice(0, 7)} -- ${page}\\.md`));
    assert.match(html, new RegExp(`href="/-/commit/${at(1)}"`));
    assert.match(html, new RegExp(`href="/-/commit/${at(3)}\\?alone=1"`));
  }
});

test("a single commit of a save shows its author's part, and leads to the whole", async () => {
  for (const [index, name] of people.entries()) {
    const alone = index === people.length - 1 ? "?alone=1" : "";
    for (const address of [
      `/-/commit/${at(index + 1)}${alone}`,
      `/-/diff/${page}?from=${at(index)}&to=${at(index + 1)}`,
    ]) {
      const text = await read(address);
      assert.deepEqual(
        people.filter((one) => text.includes(`- a line by ${one}`)),
        [name],
        address,
      );
      assert.match(text, /One of three commits of a save by Maren Oduya, Tobias Wexley and Ilse Karvonen\./);
      assert.match(await read(address, true), new RegExp(`href="/-/commit/${at(3)}">The whole save`));
      assert.match(text, new RegExp(`git show ${at(index + 1).slice(0, 7)}`));
    }
  }
});

test("all lines of a commit shown alone are of that commit alone", async () => {
  const html = await read(`/-/commit/${at(3)}?alone=1`, true);
  assert.match(html, new RegExp(`/-/commit/${at(3)}\\?alone=1&all=1`));
  const text = await read(`/-/commit/${at(3)}?alone=1&all=1`);
  assert.match(text, /One of three commits/);
  assert.match(text, /Only what changed/);
});
