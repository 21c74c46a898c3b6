import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import request from "supertest";
import { commitByHand, gitWith } from "../git/plumbing.ts";
import { git } from "../kit/git.ts";
import { named } from "../kit/guest.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "pages/kept";

let server: TestServer;
/** The page's saves, oldest first: it is made, Maren adds a line, Ilse another and one in the second talk. */
const saves: string[] = [];

interface Told {
  readonly path: string;
  readonly commit: string;
  readonly runs: readonly {
    readonly from: number;
    readonly to: number;
    readonly commit: string;
    readonly path: string;
    readonly previous: { readonly commit: string; readonly path: string } | null;
    readonly older: boolean;
    readonly authors: readonly { readonly name: string }[];
    readonly lines: readonly string[];
  }[];
}

const get = (address: string) => request(server.url).get(address).set("Accept", "text/html");

async function read(address: string): Promise<string> {
  const { status, text } = await get(address);
  assert.equal(status, 200, address);
  return text.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
}

async function told(address: string): Promise<Told> {
  return (await request(server.url).get(address).set("Accept", "application/json").expect(200)).body;
}

async function source(path = page): Promise<string> {
  return (await request(server.url).get(`/${path}.md`)).text;
}

async function save(who: string, change: (text: string) => string, path = page): Promise<string> {
  const text = change(await source(path));
  const base = (await git(server.notes, "rev-parse", "main")).trim();
  const put = request(server.url).put(`/-/api/v1/pages/${path}`);
  const cookie = await named(server.url, who);
  return (
    await put
      .set("Cookie", cookie)
      .send({ text, base, message: `by ${who}` })
      .expect(200)
  ).body.commit;
}

async function lineOf(words: string): Promise<number> {
  return (await source()).split("\n").findIndex((line) => line.includes(words)) + 1;
}

before(async () => {
  server = await startTestServer();
  await request(server.url).post("/-/new").send({ title: "Kept", path: page, date: "", talk: "First" }).expect(201);
  saves.push((await git(server.notes, "rev-parse", "main")).trim());
  saves.push(await save("Maren Oduya", (text) => `${text}- <b>one</b>\n\n\n\nSecond\n------\n\n`));
  saves.push(await save("Ilse Karvonen", (text) => `${text.replace("<b>one</b>\n", "$&- two\n")}- three\n`));
});
after(() => server.close());

test("each line says who wrote it, and leads to its save and to what was before", async () => {
  const html = await read(`/-/blame/${page}`);
  const runs = html.split('<li class="run ').slice(1);
  const of = (words: string): string => runs.find((run) => run.includes(words)) ?? assert.fail(words);
  assert.match(of("&lt;b&gt;one"), /Maren/);
  assert.match(of("- two"), /Ilse/);
  assert.match(of("- three"), /Ilse/);
  assert.match(of("- two"), new RegExp(`href="/-/diff/${page}\\?from=${saves[1]}&to=${saves[2]}"`));
  assert.match(of("- two"), new RegExp(`href="/-/blame/${page}\\?at=${saves[1]}"`));
  assert.doesNotMatch(runs[0] ?? "", /\?at=/);
  const line = await lineOf("- two");
  assert.match(of("- two"), new RegExp(`<li class="ln" id="L${line}"><a class="ln__n" href="#L${line}"`));
  assert.match(html, new RegExp(`href="/${page}"`));
  assert.match(html, new RegExp(`href="/-/history/${page}"`));
});

test("the links of a page of lines lead somewhere", async () => {
  const html = await read(`/-/blame/${page}`);
  const links = [...html.matchAll(/href="(\/-\/(?:diff|blame|commit|history)[^"]*)"/g)].map(([, link = ""]) => link);
  assert.ok(links.length > 5);
  for (const link of new Set(links)) await read(link);
});

test("as JSON it is told line for line, as git blame says it", async () => {
  const { path, commit, runs } = await told(`/-/blame/${page}`);
  assert.deepEqual([path, commit], [`${page}.md`, saves[2]]);
  const lines = runs.flatMap((run) => run.lines.map((line) => [run.commit, line]));
  const blamed = (await git(server.notes, "blame", "--line-porcelain", "main", "--", `${page}.md`)).split("\n");
  const oids = blamed.flatMap((line) => /^([0-9a-f]{40}) \d+ \d+/.exec(line)?.[1] ?? []);
  const texts = blamed.filter((line) => line.startsWith("\t")).map((line) => line.slice(1));
  assert.deepEqual(
    lines,
    oids.map((oid, index) => [oid, texts[index]]),
  );
  const last = runs.at(-1);
  assert.deepEqual([last?.authors[0]?.name, last?.older], ["Ilse Karvonen", false]);
  assert.deepEqual(last?.previous, { commit: saves[1], path: `${page}.md` });
  assert.equal(runs[0]?.from, 1);
  assert.equal(last?.to, lines.length);
});

test("an older version is told by its own saves, by any name of its commit", async () => {
  const { runs } = await told(`/-/blame/${page}?at=${saves[1]?.slice(0, 8)}`);
  assert.deepEqual([...new Set(runs.map((run) => run.commit))].sort(), saves.slice(0, 2).sort());
  const html = await read(`/-/blame/${page}?at=${saves[1]}`);
  assert.match(html, new RegExp(`href="/-/at/${saves[1]}/${page}"`));
  assert.match(html, new RegExp(`<a href="/-/blame/${page}">Who wrote it as it is now`));
});

test("of a talk only its lines are told, with the numbers they have in the page", async () => {
  const { runs } = await told(`/-/blame/${page}?talk=second`);
  const lines = runs.flatMap((run) => run.lines);
  assert.deepEqual([lines[0], lines.at(-1)], ["Second", "- three"]);
  assert.equal(runs[0]?.from, await lineOf("Second"));
  assert.match(await read(`/-/blame/${page}?talk=second`), /<h1>Who wrote Second<\/h1>/);
});

test("the page, its history and its old versions lead there", async () => {
  assert.match(await read(`/${page}`), new RegExp(`href="/-/blame/${page}"`));
  assert.match(await read(`/-/history/${page}`), new RegExp(`href="/-/blame/${page}"`));
  assert.match(await read(`/-/history/${page}?talk=first`), new RegExp(`href="/-/blame/${page}\\?talk=first"`));
  assert.match(await read(`/-/at/${saves[0]}/${page}`), new RegExp(`href="/-/blame/${page}\\?at=${saves[0]}"`));
});

test("who has it already is told that nothing changed, until something did", async () => {
  for (const accept of ["text/html", "application/json"]) {
    const first = await request(server.url).get(`/-/blame/${page}`).set("Accept", accept).expect(200);
    const again = () =>
      request(server.url)
        .get(`/-/blame/${page}`)
        .set("Accept", accept)
        .set("If-None-Match", String(first.headers["etag"]));
    await again().expect(304);
    saves.push(await save("Tobias Wexley", (text) => `${text}- for ${accept}\n`));
    const { text } = await again().expect(200);
    assert.match(text, /Tobias/);
  }
});

test("what cannot be told is refused with a reason", async () => {
  for (const [address, status, reason] of [
    ["/-/blame/pages/none", 404, /there is no page at this address/],
    [`/-/blame/${page}?at=${"0".repeat(40)}`, 404, /there is no such version/],
    [`/-/blame/${page}?at=main`, 404, /there is no such version/],
    [`/-/blame/pages/none?at=${saves[0]}`, 404, /that version has no page/],
    [`/-/blame/${page}?talk=none`, 404, /there is no talk of this name/],
    ["/-/blame/pages/..%2fkept", 400, /./],
  ] as const) {
    const html = await get(address);
    assert.equal(html.status, status, address);
    assert.match(html.text, reason, address);
    const json = await request(server.url).get(address).set("Accept", "application/json");
    assert.equal(json.status, status, address);
    assert.match(String(json.body.reason), reason, address);
  }
});

test("a file that is no text, and one that is too large, are refused with a reason", async () => {
  const push = async (name: string, bytes: Buffer): Promise<void> => {
    const oid = await gitWith(server.notes, bytes, "hash-object", "-w", "--stdin");
    await commitByHand(server.notes, [`100644 blob ${oid}\t${name}`]);
  };
  await push("film.md", Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  await push("large.md", Buffer.from("a line\n".repeat(200_000)));
  assert.match((await get("/-/blame/film").expect(415)).text, /no text/);
  assert.match((await get("/-/blame/large").expect(413)).text, /up to 1024 KB/);
});

test("a line from before all that is looked through names nobody, and leads to a version that has it", async () => {
  const stream = Array.from({ length: 5010 }, (_, index) => {
    const text = `the first line\n${index}\n`;
    const head = `commit refs/heads/main\ncommitter Ada <ada@example.org> ${1_466_000_000 + index} +0000\ndata 1\nx\n`;
    return `${head}${index === 0 ? "from refs/heads/main^0\n" : ""}M 100644 inline long.md\ndata ${text.length}\n${text}`;
  });
  await gitWith(server.notes, `${stream.join("")}\n`, "fast-import", "--quiet");
  const html = await read("/-/blame/long");
  const [first = "", second = ""] = html.split('<li class="run ').slice(1);
  assert.match(first, /since before<\/span> <a class="run__when" href="\/-\/at\/[0-9a-f]{40}\/long">/);
  assert.doesNotMatch(first, /Ada|run__before/);
  assert.match(second, /Ada/);
  assert.match(html, /2 lines: 1 by one person in one save, the others from before /);
});

test("lines of a page that moved keep who wrote them; its old address leads on", async () => {
  const before = await told(`/-/blame/${page}`);
  await request(server.url).post(`/-/move/${page}`).send({ to: "pages/moved" }).expect(200);
  const moved = await get(`/-/blame/${page}?talk=second`).expect(302);
  assert.equal(moved.headers["location"], "/-/blame/pages/moved?talk=second");
  const { runs } = await told("/-/blame/pages/moved");
  assert.deepEqual(runs, before.runs);
  assert.equal(runs[0]?.path, `${page}.md`);
  await save("Jun Hasegrove", (text) => `${text}- after the move\n`, "pages/moved");
  const html = await read("/-/blame/pages/moved");
  assert.match(html, new RegExp(`href="/-/blame/${page}\\?at=${saves[1]}"`));
  await read(`/-/blame/${page}?at=${saves[1]}`);
});
