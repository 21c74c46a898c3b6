import assert from "node:assert/strict";
import { test } from "node:test";
import { dressed } from "../../server/pictures/dress.ts";

const known: Readonly<Record<string, { width: number; height: number }>> = {
  "/a/small.png": { width: 300, height: 200 },
  "/a/wide.png": { width: 1000, height: 500 },
  "/a/q.png?a=1&b=2": { width: 900, height: 90 },
};

const dress = (html: string, linked = true): Promise<string> =>
  dressed(html, { size: async (address) => known[address] ?? null, sizes: "37rem", linked });

test("a picture of the wiki is given its size, smaller copies, and a link to its file", async () => {
  assert.equal(
    await dress('<p><img src="/a/wide.png" alt="A hall" loading="lazy"></p>'),
    '<p><a class="picture" href="/a/wide.png"><img src="/a/wide.png" alt="A hall" loading="lazy" width="1000" height="500" ' +
      'srcset="/a/wide.png?w=320 320w, /a/wide.png?w=640 640w, /a/wide.png?w=960 960w, /a/wide.png 1000w" sizes="37rem"></a></p>',
  );
});

test("a small picture has no copies", async () => {
  assert.equal(
    await dress('<img src="/a/small.png" alt="x" />', false),
    '<img src="/a/small.png" alt="x" width="300" height="200">',
  );
});

test("a size that a person wrote stays", async () => {
  const html = '<img alt="x" width="20" src="/a/small.png">';
  assert.equal(await dress(html, false), html);
});

test("a picture in a link leads where the link does", async () => {
  const html = await dress('<a href="/b"><em><img src="/a/small.png" alt="x"></em></a><img src="/a/small.png" alt="">');
  assert.equal(html.match(/<a /g)?.length, 2);
  assert.match(
    html,
    /<a href="\/b"><em><img [^>]*width="300"[^>]*><\/em><\/a><a class="picture" href="\/a\/small.png" aria-label/,
  );
});

test("pictures from elsewhere, of data, and words that look like pictures stay as they are", async () => {
  const html =
    '<img src="https://x.example/a.png" alt=""><img src="data:image/png;base64,AA" alt=""><code>&lt;img&gt;</code>';
  assert.equal(await dress(html), html);
});

test("an address with a query is found by it, and has no copies", async () => {
  const html = await dress('<img src="/a/q.png?a=1&amp;b=2" alt="x">', false);
  assert.equal(html, '<img src="/a/q.png?a=1&amp;b=2" alt="x" width="900" height="90">');
});
