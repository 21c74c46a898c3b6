import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import request from "supertest";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2026/05/harbour";
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const event = `---
theme: dark
---
Harbour Days
------------

![The pier](pier.png) ![Far off](https://elsewhere.example/far.png) ![Gone](gone.png)

[the page](/index) \`src="/x"\`



<!-- .slide: data-background="pier.png" -->
Painted
-------
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;

before(async () => {
  folder = await temporaryFolder();
  const file = path.join(folder.path, `${page}.md`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, event);
  await writeFile(path.join(path.dirname(file), "pier.png"), dot);
  await git(folder.path, "init", "-q", "-b", "main");
  await git(folder.path, "add", "-A");
  await git(folder.path, "commit", "-q", "-m", "Harbour Days");
  server = await startTestServer({ clone: folder.path });
});

after(async () => {
  await server?.close();
  await folder?.remove();
});

const get = (address: string) => request(server.url).get(address).set("Accept", "text/html");

test("a deck in a file is a download that asks no network for anything, under a policy of hashes", async () => {
  const { headers, text, status } = await get(`/-/slides/${page}?download`);
  assert.equal(status, 200);
  assert.equal(headers["content-disposition"], "attachment; filename=harbour-slides.html");
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(text)?.[1] ?? "";
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:;/);
  for (const kind of ["script", "style"]) {
    const [found = [], ...more] = [...text.matchAll(new RegExp(`<${kind}[^>]*>(.*?)</${kind}>`, "gs"))];
    assert.equal(more.length, 0);
    const hash = createHash("sha256")
      .update(found[1] ?? "")
      .digest("base64");
    assert.ok(policy.includes(`${kind}-src 'sha256-${hash}'`), kind);
  }
  assert.doesNotMatch(text, /<link rel="stylesheet"|<script[^>]*\ssrc=|data-follow=/);
  assert.doesNotMatch(text, /sourceMappingURL/);
});

test("the wiki's pictures are in the file, links lead to the wiki, and what is left out is said", async () => {
  const { text } = await get(`/-/slides/${page}?download`);
  const data = `data:image/png;base64,${dot.toString("base64")}`;
  assert.match(text, new RegExp(`<img[^>]* src="${data.replaceAll("+", "\\+")}"`));
  assert.ok(text.includes(`data-background-image="${data.replaceAll("=", "&#x3D;")}"`));
  assert.ok(text.includes(`href="${server.url}/index"`));
  assert.match(text, /<em>\[Far off\]<\/em>.*<em>\[Gone\]<\/em>/s);
  assert.match(text, /Not in this file: far.png, gone.png</);
  assert.doesNotMatch(text, /<img[^>]* src="(?!data:)/);
  assert.match(text, /<code>src=(?:"|&quot;)\/x(?:"|&quot;)<\/code>/);
});

test("a page's theme is on its deck; what is no theme is none", async () => {
  assert.match((await get(`/-/slides/${page}`)).text, /<html[^>]* data-theme="dark"/);
  assert.match((await get(`/-/speaker/${page}`)).text, /<html[^>]* data-theme="dark"/);
  const { body } = await request(server.url).get(`/-/api/v1/pages/${page}`);
  let { commit: base, text } = body;
  for (const [setting, shown] of [
    ["High-Contrast", "contrast"],
    ["constructor", null],
    ["light", "light"],
  ] as const) {
    text = text.replace(/theme: .*/, `theme: ${setting}`);
    const saved = await request(server.url).put(`/-/api/v1/pages/${page}`).send({ text, base }).expect(200);
    base = saved.body.commit;
    const html = (await get(`/-/slides/${page}`)).text;
    assert.equal(/<html[^>]* data-theme="(\w+)"/.exec(html)?.[1] ?? null, shown);
  }
});

test("a deck of one slide offers to be cut at its titles, and what follows from that keeps the cut", async () => {
  const { body } = await request(server.url).get(`/-/api/v1/pages/${page}`);
  const text = "---\ntheme: dark\n---\n# Harbour Days\n\n## One\n\na\n\n## Two\n\nb\n";
  await request(server.url).put(`/-/api/v1/pages/${page}`).send({ text, base: body.commit }).expect(200);
  const deck = (await get(`/-/slides/${page}`)).text;
  const slidesOn = (html: string): number => html.split('<section class="slide').length - 1;
  assert.equal(slidesOn(deck), 1);
  const offer = `/-/slides/${page}?cut=headings`.replaceAll("=", "&#x3D;");
  assert.ok(deck.includes(`<a class="dock__cut" href="${offer}">Cut at headings</a>`));
  const read = (await get(`/${page}`)).text;
  assert.ok(read.includes(`href="${offer}"`));
  assert.match(read, /<html[^>]* data-theme="dark"/);
  const cut = (await get(`/-/slides/${page}?cut=headings`)).text;
  assert.equal(slidesOn(cut), 3);
  for (const more of ["cut&#x3D;headings&amp;view&#x3D;print", "cut&#x3D;headings&amp;download"])
    assert.ok(cut.includes(more), more);
  assert.ok(cut.includes(`/-/speaker/${page}?cut&#x3D;headings`));
  assert.match(cut, /class="dock__cut" href="[^"?]*">Cut as written</);
  assert.equal(slidesOn((await get(`/slides.html?${page}.md&cut=headings`)).text), 3);
  assert.equal(slidesOn((await get(`/-/slides/${page}?cut=headings&download`)).text), 3);
  assert.equal(slidesOn((await get(`/-/slides/${page}?cut=sideways`)).text), 1);
});
