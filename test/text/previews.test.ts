import assert from "node:assert/strict";
import { test } from "node:test";
import { previewsIn } from "../../server/text/previews.ts";

/** Each as "kind count path". */
function previews(text: string): string[] {
  return previewsIn(text).map(({ kind, count, path }) => `${kind} ${count} ${path}`);
}

test("a preview names a page from the root and how much of it, three blocks by default", () => {
  assert.deepEqual(previews("[preview:5](events/2026/11/lantern.md)\n[preview](/talks/light)\n"), [
    "preview 5 events/2026/11/lantern.md",
    "preview 3 talks/light.md",
  ]);
});

test("an include is the whole page", () => {
  assert.deepEqual(previews("see [include](notes/a%20b.md)."), ["include 0 notes/a b.md"]);
});

test("it knows where it stands", () => {
  const text = "x\n<h2>[A](a.md)</h2>[preview:1](b.md) y";
  const [found] = previewsIn(text);
  assert.equal(text.slice(found?.from, found?.to), "[preview:1](b.md)");
});

test("the count stays within reason", () => {
  assert.deepEqual(previews("[preview:0](a) [preview:999](a)"), ["preview 1 a.md", "preview 100 a.md"]);
});

test("an address that is none is kept as such", () => {
  assert.deepEqual(previews("[preview](../../etc/x.md) [include](%ff) [preview](a/.git/b)"), [
    "preview 3 null",
    "include 0 null",
    "preview 3 null",
  ]);
});

test("in code, comments and front matter there are none", () => {
  const texts = [
    "`[preview](a.md)`",
    "`` ` [preview](a.md) ``",
    "```\n[preview](a.md)\n```",
    "<!-- [include](a.md) -->",
    "---\na: '[preview](a.md)'\n---\n",
    "[preview:x](a.md) [previews](a.md) [preview] (a.md) [preview]()",
  ];
  for (const text of texts) assert.deepEqual(previews(text), [], text);
});

test("an unpaired backtick hides nothing", () => {
  assert.deepEqual(previews("a ` b [preview](a.md) `` c"), ["preview 3 a.md"]);
  assert.deepEqual(previews("`a` [preview](a.md) `b`"), ["preview 3 a.md"]);
});
