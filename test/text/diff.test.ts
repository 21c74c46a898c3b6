import assert from "node:assert/strict";
import { test } from "node:test";
import { editsBetween, lineHunks, pairLines, wordSpans } from "../../server/text/diff.ts";
import { applyEdits } from "../../server/text/edit.ts";

/** The edits in a line: what goes in [-…-], what comes in {+…+}. */
function marked(a: string, b: string): string {
  let at = 0;
  const parts = editsBetween(a, b).map(({ from, to, insert }) => {
    const kept = a.slice(at, from);
    at = to;
    return `${kept}${from < to ? `[-${a.slice(from, to)}-]` : ""}${insert === "" ? "" : `{+${insert}+}`}`;
  });
  return parts.join("") + a.slice(at);
}

/** A line with its spans in brackets. */
function spanned(line: string, spans: readonly { from: number; to: number }[]): string {
  let at = 0;
  const parts = spans.map(({ from, to }) => {
    const kept = line.slice(at, from);
    at = to;
    return `${kept}[${line.slice(from, to)}]`;
  });
  return parts.join("") + line.slice(at);
}

/** A hunk's rows as "old ~ new", changed words in brackets, "" for a gap. */
function rows(old: readonly string[], now: readonly string[]): string[] {
  return pairLines(old, now).map(
    (row) => `${spanned(row.old ?? "", row.oldSpans)} ~ ${spanned(row.new ?? "", row.newSpans)}`,
  );
}

test("hunks are half-open ranges of lines that differ", () => {
  assert.deepEqual(lineHunks("a\nb\nc\n", "a\nx\nc\n"), [{ oldFrom: 1, oldTo: 2, newFrom: 1, newTo: 2 }]);
  assert.deepEqual(lineHunks("a\nc\n", "a\nb\nc\n"), [{ oldFrom: 1, oldTo: 1, newFrom: 1, newTo: 2 }]);
  assert.deepEqual(lineHunks("a\nb\nc\nd\n", "b\nc\nx\n"), [
    { oldFrom: 0, oldTo: 1, newFrom: 0, newTo: 0 },
    { oldFrom: 3, oldTo: 4, newFrom: 2, newTo: 3 },
  ]);
});

test("equal texts have no hunk, an empty one differs in all lines", () => {
  assert.deepEqual(lineHunks("a\n", "a\n"), []);
  assert.deepEqual(lineHunks("", ""), []);
  assert.deepEqual(lineHunks("", "a\nb\n"), [{ oldFrom: 0, oldTo: 0, newFrom: 0, newTo: 2 }]);
});

test("a newline at the end is a difference of the last line", () => {
  assert.deepEqual(lineHunks("a\nb", "a\nb\n"), [{ oldFrom: 1, oldTo: 2, newFrom: 1, newTo: 2 }]);
  assert.equal(marked("a\nb", "a\nb\n"), "a\nb{+\n+}");
});

test("edits are narrowed to the words that differ", () => {
  assert.equal(marked("- one two three\n", "- one 2 three\n"), "- one [-two-]{+2+} three\n");
  assert.equal(marked("a b\nc d\n", "a b\nnew\nc e\n"), "a b\n{+new\n+}c [-d-]{+e+}\n");
  assert.equal(marked("same", "same"), "same");
  assert.equal(marked("", "a"), "{+a+}");
  assert.equal(marked("a", ""), "[-a-]");
});

test("a word is replaced whole, a character of a script without spaces by itself", () => {
  assert.equal(marked("seccomp", "seccomps"), "[-seccomp-]{+seccomps+}");
  assert.equal(marked("日本語の話", "日本語の詩"), "日本語の[-話-]{+詩+}");
});

test("no edit cuts a surrogate pair, a combined letter or a joined emoji", () => {
  assert.equal(marked("a 😀 b", "a 😁 b"), "a [-😀-]{+😁+} b");
  assert.equal(marked("cafe", "cafe\u0301"), "[-cafe-]{+cafe\u0301+}");
  assert.equal(marked("👍🏽!", "👍🏻!"), "[-👍🏽-]{+👍🏻+}!");
  assert.equal(marked("👩‍🚒 x", "👩‍🚀 x"), "[-👩‍🚒-]{+👩‍🚀+} x");
});

test("halves of characters do not break the rule that the edits lead from one text to the other", () => {
  for (const [a, b] of [
    ["\ud83d", "\ud83d\ude00"],
    ["x\ude00y", "x\ud83d\ude00y"],
    ["\ud83d\ude00", "\ude00\ud83d"],
  ] as const) {
    assert.equal(applyEdits(a, editsBetween(a, b)), b);
  }
});

test("the changed words of a line are marked, white space between them too", () => {
  const spans = wordSpans(
    "- Anything over forty seconds never finishes",
    "- Anything that takes forty-one seconds never finishes",
  );
  assert.equal(
    spanned("- Anything over forty seconds never finishes", spans.old),
    "- Anything [over] forty seconds never finishes",
  );
  assert.equal(
    spanned("- Anything that takes forty-one seconds never finishes", spans.new),
    "- Anything [that takes] forty[-one] seconds never finishes",
  );
  assert.deepEqual(wordSpans("a", "a"), { old: [], new: [] });
  assert.deepEqual(wordSpans("", "a b"), { old: [], new: [{ from: 0, to: 3 }] });
  assert.deepEqual(wordSpans("one two x", "three four x").old, [{ from: 0, to: 7 }]);
});

test("versions of a line share a row with their changed words marked", () => {
  assert.deepEqual(
    rows(["- TODO measure this"], ["- TODO measure it on the wifi, during the keynote", "- Q: who signs the bundle?"]),
    ["- TODO measure [this] ~ - TODO measure [it on the wifi, during the keynote]", " ~ - Q: who signs the bundle?"],
  );
  assert.deepEqual(rows(["the lamps of the deep"], ["a new line", "the lights of the deep"]), [
    " ~ a new line",
    "the [lamps] of the deep ~ the [lights] of the deep",
  ]);
});

test("lines with nothing in common stand side by side unmarked", () => {
  assert.deepEqual(rows(["shallow clones everywhere", "b"], ["moves the wait", "resumes", "in tunnels"]), [
    "shallow clones everywhere ~ moves the wait",
    "b ~ resumes",
    " ~ in tunnels",
  ]);
});

test("rows hold every line once and in order, however many there are", () => {
  const old = Array.from({ length: 300 }, (_, i) => `lamp ${i} of the deep`);
  const now = Array.from({ length: 200 }, (_, i) => `light ${i + 20} of the deep`);
  const paired = pairLines(old, now);
  assert.deepEqual(
    paired.map((row) => row.old).filter((line) => line !== null),
    old,
  );
  assert.deepEqual(
    paired.map((row) => row.new).filter((line) => line !== null),
    now,
  );
});

test("an inserted talk is one insertion", () => {
  const before = "T\n-\n\n\n\nA\n-\n- a\n\n\n\nC\n-\n- c\n";
  const after = "T\n-\n\n\n\nA\n-\n- a\n\n\n\nB\n-\n- b\n\n\n\nC\n-\n- c\n";
  assert.equal(editsBetween(before, after).length, 1);
  assert.equal(lineHunks(before, after).length, 1);
});

test("lines that moved apart from each other are held together by lines found once", () => {
  const line = (i: number): string => `line ${i}\n`;
  const old = Array.from({ length: 40_000 }, (_, i) => line(i));
  // Too many differences for the smallest answer: every line but one in ten is new.
  const now = old.map((text, i) => (i % 10 === 0 ? text : `other ${text}`));
  const hunks = lineHunks(old.join(""), now.join(""));
  assert.equal(hunks.length, 4000);
});

test("where words would cost too much, lines of equal number are still narrowed one by one", () => {
  const old = Array.from({ length: 20_000 }, (_, i) => `word ${i} and ${i * 7}\n`).join("");
  const now = old.replaceAll("and", "or");
  const edits = editsBetween(old, now);
  assert.equal(edits.length, 20_000);
  assert.equal(applyEdits(old, edits), now);
});
