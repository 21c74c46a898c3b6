import assert from "node:assert/strict";
import { test } from "node:test";
import { frontMatterOf } from "../../server/text/front-matter.ts";

function settings(text: string): Record<string, string> | null {
  const found = frontMatterOf(text);
  return found === null ? null : { ...found.settings };
}

test("settings between two rules at the top are front matter", () => {
  assert.deepEqual(settings("---\ntitle: Lantern: fish\ndate: 2026-11-24\n---\nx"), {
    title: "Lantern: fish",
    date: "2026-11-24",
  });
  assert.equal(frontMatterOf("---\na: b\n---\nx")?.to, 13);
  assert.equal(frontMatterOf("---  \na: b\n...")?.to, 14);
});

test("quotes are taken off, nested values and comments left out", () => {
  const text = '---\na: "b c"\nd: \'e\'\n# note\nlist:\n  - x\n- y\n\nf: "\n---\n';
  assert.deepEqual(settings(text), { a: "b c", d: "e", list: "", f: '"' });
});

test("an empty block is front matter that sets nothing", () => {
  assert.deepEqual(settings("---\n---\nx"), {});
});

test("any key is safe", () => {
  const found = frontMatterOf("---\n__proto__: x\nconstructor: y\n---\n");
  assert.equal(Object.getPrototypeOf(found?.settings), null);
  assert.deepEqual(Object.entries(found?.settings ?? {}), [
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("a page that begins with a rule has none", () => {
  for (const text of [
    "---\n\ntext\n\n---\n",
    "---\na: b\n",
    "---\n\n---\n",
    "----\na: b\n----\n",
    "\n---\na: b\n---\n",
    "---\nsee https://x.example\n---",
    "a: b",
  ]) {
    assert.equal(settings(text), null, text);
  }
});
