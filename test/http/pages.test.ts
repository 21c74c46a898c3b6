import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const event = `Mergehaven
----------
######Thu Oct 8 2026

One day.



First talk
----------
Rosalind Tekkari @tekkari

- a note


- another slide



Second talk
-----------
`;

const files: Readonly<Record<string, string | Uint8Array>> = {
  "index.md": "Our notes\n=========\n\nSit down.\n",
  "navigation.md": "# The Notebook\n\n[Events]()\n\n  * [All](events/index.md)\n",
  "events/2026/10/mergehaven.md": event,
  "events/2026/10/photo.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
  "events/2026/10/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
  "events/2026/10/page.html": "<script>alert(1)</script>",
  "events/2026/10/tool.js": "alert(1)",
  "blog/index.md": "Blog\n====\n\nWords.\n",
  "blog/crlf.md": "Blog\r\n====\r\n\r\nWords.\r\n",
  "blog/latin1.md": new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]),
  "blog/empty.md": "",
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
const commits: string[] = [];

/** What a browser asks for. */
function get(address: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + address, { redirect: "manual", headers: { Accept: "text/html", ...headers } });
}

/** The page's HTML with the escapes in its addresses undone. */
async function htmlOf(address: string): Promise<string> {
  return (await (await get(address)).text()).replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
}

async function commit(changes: Readonly<Record<string, string | Uint8Array>>, message: string): Promise<void> {
  for (const [name, content] of Object.entries(changes)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), content);
  }
  await git(folder.path, "add", "-A");
  await git(folder.path, "commit", "-q", "-m", message);
  commits.push((await git(folder.path, "rev-parse", "HEAD")).trim());
}

before(async () => {
  folder = await temporaryFolder();
  await git(folder.path, "init", "-q", "-b", "main");
  await git(folder.path, "config", "core.autocrlf", "false");
  await commit(files, "The first notes");
  await commit({ "events/2026/10/mergehaven.md": event.replace("- a note", "- a better note") }, "a better word");
  await git(folder.path, "rm", "-q", "blog/empty.md");
  await commit({ "blog/empty2.md": "" }, "tidied");
  server = await startTestServer({ clone: folder.path });
});

after(async () => {
  await server?.close();
  await folder?.remove();
});

test("an address without .md is the page, with .md its bytes in git", async () => {
  const page = await get("/events/2026/10/mergehaven");
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<h1>Mergehaven<\/h1>/);
  const source = await get("/events/2026/10/mergehaven.md");
  assert.equal(source.headers.get("content-type"), "text/markdown; charset=utf-8");
  assert.equal(await source.text(), event.replace("- a note", "- a better note"));
  assert.equal(await (await get("/blog/crlf.md")).text(), files["blog/crlf.md"]);
});

test("an old version's bytes are one parameter away", async () => {
  const old = await get(`/events/2026/10/mergehaven.md?rev=${commits[0]?.slice(0, 8)}`);
  assert.equal(await old.text(), event);
  assert.equal((await get("/events/2026/10/mergehaven.md?rev=0000000")).status, 404);
});

test("every page sends an ETag, and answers 304 to who has it", async () => {
  const addresses = [
    "/",
    "/events/2026/10/mergehaven",
    "/events/2026/10/mergehaven.md",
    "/events/2026/10/",
    "/events/2026/10/photo.png",
    "/blog/",
    "/-/history",
    "/-/history/events/2026/10/mergehaven",
    `/-/commit/${commits[1]}`,
    `/-/diff/events/2026/10/mergehaven?from=${commits[0]}&to=${commits[1]}`,
    `/-/at/${commits[0]}/events/2026/10/mergehaven`,
  ];
  for (const address of addresses) {
    const first = await get(address);
    assert.equal(first.status, 200, address);
    const etag = first.headers.get("etag");
    assert.ok(etag, `${address} has an ETag`);
    await first.arrayBuffer();
    assert.equal((await get(address, { "If-None-Match": etag })).status, 304, address);
  }
});

test("a page has another ETag once the viewer has a name", async () => {
  const before = (await get("/")).headers.get("etag");
  const named = await fetch(`${server.url}/-/name`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ name: "Maren Oduya" }),
  });
  const cookie = named.headers.get("set-cookie")?.split(";")[0] ?? "";
  const home = await get("/", { Cookie: cookie });
  assert.notEqual(home.headers.get("etag"), before);
  assert.match(await home.text(), /You are Maren Oduya/);
});

test("folders redirect to their slash, and are their index page or a list", async () => {
  const bare = await get("/events/2026/10");
  assert.deepEqual([bare.status, bare.headers.get("location")], [302, "/events/2026/10/"]);
  const list = await (await get("/events/2026/10/")).text();
  assert.match(list, /<h1>Events in October 2026<\/h1>/);
  assert.match(list, /href="\/events\/2026\/10\/photo\.png"/);
  assert.match(await (await get("/blog/")).text(), /<h1>Blog<\/h1>/);
  const index = await get("/blog/index");
  assert.deepEqual([index.status, index.headers.get("location")], [302, "/blog/"]);
  const slash = await get("/events/2026/10/mergehaven/");
  assert.deepEqual([slash.status, slash.headers.get("location")], [302, "/events/2026/10/mergehaven"]);
  assert.equal((await get("/nowhere/")).status, 404);
});

test("old addresses of the front page land there", async () => {
  assert.equal((await get("/index.html")).headers.get("location"), "/");
  assert.equal((await get("/index")).headers.get("location"), "/");
});

test("files are inert: no script in them can run, whatever they are", async () => {
  for (const name of ["photo.png", "drawing.svg", "page.html", "tool.js"]) {
    const file = await get(`/events/2026/10/${name}`);
    assert.equal(file.status, 200, name);
    assert.equal(file.headers.get("x-content-type-options"), "nosniff", name);
    assert.match(file.headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox$/, name);
    assert.doesNotMatch(file.headers.get("content-type") ?? "", /html|javascript/, name);
  }
  assert.equal((await get("/events/2026/10/photo.png")).headers.get("content-type"), "image/png");
  for (const name of ["drawing.svg", "page.html", "tool.js"]) {
    assert.equal((await get(`/events/2026/10/${name}`)).headers.get("content-disposition"), "attachment", name);
  }
});

test("pages run nothing but our own files, and hold no style or handler of their own", async () => {
  for (const address of [
    "/",
    "/events/2026/10/mergehaven",
    "/-/history",
    `/-/commit/${commits[1]}`,
    "/nobody/wrote/this",
  ]) {
    const page = await get(address);
    assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self'/, address);
    const html = await page.text();
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=/i, address);
    assert.doesNotMatch(html, /<script(?![^>]* src="\/-\/assets\/)/, address);
  }
});

test("an address where nobody wrote offers to begin, with 404; one that can be no page does not", async () => {
  const missing = await get("/events/2026/11/lanternfish");
  const html = await missing.text();
  assert.equal(missing.status, 404);
  assert.match(html, /Nobody has written here yet/);
  assert.match(html, /name="path" value="events\/2026\/11\/lanternfish\.md"/);
  const picture = await get("/events/2026/10/no.png");
  assert.equal(picture.status, 404);
  assert.doesNotMatch(await picture.text(), /Nobody has written here yet/);
});

test("a page that was taken away is told of, and its last version is one link away", async () => {
  const gone = await get("/blog/empty");
  const html = await gone.text();
  assert.equal(gone.status, 404);
  assert.match(html, /It was here until/);
  const was = /href="(\/-\/at\/[^"]+)"/.exec(html)?.[1] ?? "";
  assert.equal((await get(was)).status, 200);
});

test("tricks with paths are refused", async () => {
  const tricks = [
    "/..%2fetc",
    "/a/%2e%2e/b",
    "/.git/config",
    "/events/.GIT/x",
    "/a//b",
    "/git~1/x",
    "/a%00b",
    "/a%5cb",
    "/%ff",
  ];
  for (const address of tricks) {
    const { status } = await get(address);
    assert.ok(status >= 400 && status < 500, `${address}: ${status}`);
  }
});

test("a file that is not UTF-8 is shown, and not offered for writing", async () => {
  const html = await (await get("/blog/latin1")).text();
  assert.match(html, /not UTF-8/);
  assert.doesNotMatch(html, /href="\/-\/edit\//);
});

test("an empty page says so", async () => {
  assert.match(await (await get("/blog/empty2")).text(), /Nothing yet/);
});

test("the wiki's own navigation names it and stands in the bar", async () => {
  const html = await (await get("/events/2026/10/mergehaven")).text();
  assert.match(html, /<title>Mergehaven · The Notebook<\/title>/);
  assert.match(html, /<details class="menu">[\s\S]*href="\/events\/"/);
});

test("a history is by day, by talk, and in parts", async () => {
  const page = await (await get("/-/history/events/2026/10/mergehaven.md")).text();
  assert.match(page, /History of Mergehaven/);
  assert.match(page, /a better word/);
  assert.equal(page.match(/class="save"/g)?.length, 2);
  const talk = await (await get("/-/history/events/2026/10/mergehaven?talk=second-talk")).text();
  assert.equal(talk.match(/class="save"/g)?.length, 1);
  const first = await htmlOf("/-/history/events/2026/10/mergehaven?limit=1");
  const rest = await htmlOf(/href="([^"]*before=[^"]*)"/.exec(first)?.[1] ?? "");
  assert.equal(rest.match(/class="save"/g)?.length, 1);
  assert.match(rest, /That is the beginning/);
  assert.equal((await get("/-/history/events/nowhere")).status, 404);
  assert.equal((await get("/-/history?limit=none")).status, 400);
});

test("a diff marks words, by the commit before where none is named", async () => {
  for (const query of [
    "",
    `?from=${commits[0]}&to=${commits[1]}`,
    `?to=${commits[1]?.slice(0, 7)}`,
    `?from=${commits[0]}`,
  ]) {
    const page = await get(`/-/diff/events/2026/10/mergehaven${query}`);
    assert.equal(page.status, 200, query);
    assert.match(await page.text(), /- a ?<ins> ?better ?<\/ins> ?note/, query);
  }
  assert.equal((await get("/-/diff/events/2026/10/mergehaven?from=abcdef0")).status, 404);
  assert.equal((await get("/-/diff/nowhere")).status, 404);
});

test("a commit shows all its files, pictures as what they are", async () => {
  const html = await (await get(`/-/commit/${commits[0]}`)).text();
  assert.match(html, /<h1>The first notes<\/h1>/);
  assert.match(html, /photo\.png/);
  assert.match(html, /Not text/);
  assert.equal((await get("/-/commit/abcdef0")).status, 404);
  assert.equal((await get("/-/commit/HEAD")).status, 404);
});

test("a page as it was says when, and leads to now and to what changed", async () => {
  const html = await htmlOf(`/-/at/${commits[0]}/events/2026/10/mergehaven`);
  assert.match(html, /The page as it was/);
  assert.match(html, /a note/);
  assert.doesNotMatch(html, /a better note/);
  assert.match(html, new RegExp(`href="/-/diff/events/2026/10/mergehaven\\?from=${commits[0]}"`));
  assert.doesNotMatch(html, /data-follow/);
  assert.equal((await get(`/-/at/${commits[0]}/nowhere`)).status, 404);
  const picture = await get(`/-/at/${commits[0]}/events/2026/10/photo.png`);
  assert.equal(picture.headers.get("content-type"), "image/png");
});

test("the reading page ships less than 15 KB of script, compressed", async () => {
  const html = await (await get("/events/2026/10/mergehaven")).text();
  const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map((match) => match[1] ?? "");
  assert.equal(scripts.length, 1);
  const script = await fetch(server.url + scripts[0], { headers: { "Accept-Encoding": "gzip" } });
  const { gzipSync } = await import("node:zlib");
  const size = gzipSync(Buffer.from(await script.arrayBuffer())).length;
  assert.ok(size < 15 * 1024, `${size} bytes`);
});
