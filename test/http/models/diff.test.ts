import assert from "node:assert/strict";
import { test } from "node:test";
import { fileDiff } from "../../../server/http/models/diff.ts";

const wish = { page: true, context: 2, opened: [], hideSpace: false, sides: true, talk: null, file: 0 };
const talk = (title: string, ...lines: string[]): string =>
  `${title}\n${"-".repeat(title.length)}\n${lines.join("\n")}\n`;

/** A diff as a patch is written: sign and text, marks as [added] and {removed}. */
function written(before: string | null, after: string | null, context = 2): string[] {
  const { hunks } = fileDiff(before, after, { ...wish, context });
  return hunks.flatMap((hunk) => [
    ...(hunk.gap === null ? [] : [`~ ${hunk.gap.words}`]),
    ...(hunk.lines === null ? [] : [`@ ${hunk.talk ?? "-"}, ${hunk.lines}`]),
    ...hunk.one.map((row) => `${row.sign || " "}${plain(row.html)}`),
  ]);
}

function plain(html: string): string {
  return html
    .replace(/<ins>(.*?)<\/ins>/g, "[$1]")
    .replace(/<del>(.*?)<\/del>/g, "{$1}")
    .replace(/<span class="d-end">(.*?)<\/span>/g, "($1)")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

test("a changed line shows its changed words, old above new", () => {
  assert.deepEqual(written("one\ntwo is here\nthree\n", "one\ntwo was here\nthree\n"), [
    "@ -, lines 1 to 3",
    " one",
    "−two {is} here",
    "+two [was] here",
    " three",
  ]);
});

test("text is shown, never run", () => {
  const { hunks } = fileDiff("<b>a</b> & x\n", "<b>a</b> & y\n", wish);
  const html = hunks.flatMap((hunk) => hunk.one.map((row) => row.html)).join("");
  assert.ok(html.includes("&lt;b&gt;a&lt;/b&gt; &amp; <ins>y</ins>"), html);
});

test("a stretch is headed by the talk its change lies in", () => {
  const page = (word: string): string =>
    `Event\n-----\n\n${talk("First", "a", "b", "c", "d")}\n\n\n${talk("Second", "x", word)}`;
  assert.deepEqual(written(page("y"), page("z")).slice(0, 2), ["~ Show thirteen lines", "@ Second, lines 14 to 16"]);
});

test("what is alike between two changes is folded, and said how much of it there is", () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
  const changed = lines.map((line, index) => (index === 1 || index === 10 ? `${line} more` : line));
  const shown = written(`${lines.join("\n")}\n`, `${changed.join("\n")}\n`);
  assert.deepEqual(
    shown.filter((line) => line.startsWith("~")),
    ["~ Show four lines"],
  );
  const all = fileDiff(`${lines.join("\n")}\n`, `${changed.join("\n")}\n`, {
    ...wish,
    context: Number.POSITIVE_INFINITY,
  });
  assert.equal(all.hunks.length, 1);
  assert.equal(all.hunks[0]?.one.length, 14);
  assert.equal(all.folded, false);
});

test("changes whose surroundings touch are one stretch", () => {
  const lines = (...words: string[]): string => `${words.join("\n")}\n`;
  assert.equal(
    fileDiff(lines("a", "1", "2", "3", "4", "b"), lines("A", "1", "2", "3", "4", "B"), wish).hunks.length,
    1,
  );
  assert.equal(
    fileDiff(lines("a", "1", "2", "3", "4", "5", "b"), lines("A", "1", "2", "3", "4", "5", "B"), wish).hunks.length,
    2,
  );
});

test("side by side, what has no counterpart faces a gap", () => {
  const { hunks } = fileDiff("keep\n", "keep\nnew\n", wish);
  const [first, second] = hunks[0]?.two ?? [];
  assert.deepEqual([first?.left.line, first?.right.line, first?.left.kind], [1, 1, null]);
  assert.deepEqual([second?.left.kind, second?.right.kind, second?.right.line], ["gap", "add", 2]);
});

test("both columns number their own lines", () => {
  const { hunks } = fileDiff("a\nb\nc\nd\n", "a\nc\nnew one\nd\n", wish);
  assert.deepEqual(
    hunks[0]?.two.map((row) => [row.left.line, row.right.line]),
    [
      [1, 1],
      [2, null],
      [3, 2],
      [null, 3],
      [4, 4],
    ],
  );
});

test("a new file is all added, a removed one all removed", () => {
  const made = fileDiff(null, "a\nb\n", wish);
  assert.deepEqual([made.added, made.removed, made.plain], [2, 0, null]);
  const gone = fileDiff("a\nb\n", null, wish);
  assert.deepEqual([gone.added, gone.removed], [0, 2]);
  assert.deepEqual(written("a\nb\n", null), ["@ -, lines 1 to 2", "−a", "−b"]);
});

test("a missing line end is said in a word", () => {
  assert.deepEqual(written("a\nb", "a\nb\n"), ["@ -, lines 1 to 2", " a", "−b (no line end)", "+b"]);
});

test("what no line shows is said in a sentence", () => {
  assert.equal(fileDiff("a\n", "a\n", wish).plain, "Nothing differs.");
  assert.match(fileDiff("a\r\n", "a\n", wish).plain ?? "", /line ends/);
  assert.equal(fileDiff(null, "", wish).plain, "The file is empty.");
});

test("a diff as long as a book is cut, and says how much is missing", () => {
  const long = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join("");
  const diff = fileDiff(null, long, wish);
  assert.equal(diff.added, 5000);
  assert.equal(diff.hunks[0]?.one.length, 4000);
  assert.match(diff.plain ?? "", /1,000 lines more/);
});

test("a block that went elsewhere is moved, not removed and added, and each end leads to the other", () => {
  const block = ["- a line of some length to be known by", "  - and what belongs to it"];
  const rest = Array.from({ length: 12 }, (_, index) => `rest ${index}`);
  const diff = fileDiff([...block, ...rest, ""].join("\n"), [...rest, ...block, ""].join("\n"), wish);
  const rows = diff.hunks.flatMap((hunk) => hunk.one);
  assert.deepEqual(
    rows.filter(({ kind }) => kind !== null).map(({ kind, sign, old, new: now }) => [kind, sign, old, now]),
    [
      ["went", "→", 1, null],
      ["went", "→", 2, null],
      ["came", "←", null, 13],
      ["came", "←", null, 14],
    ],
  );
  const [went, came] = rows.flatMap(({ head }) => head ?? []);
  assert.deepEqual([went?.words, came?.words], ["2 lines moved to line 13", "2 lines moved from line 1"]);
  assert.deepEqual([went?.href, came?.href], [`#${came?.id}`, `#${went?.id}`]);
  assert.equal(diff.moved, 2);
});

test("changes of white space alone can be hidden, and the lines keep their numbers", () => {
  const [before, after] = ["a\n- one  two\n\nb\nx\nc\n", "a\n  - one two\nb\n\n\nx\nC\n"];
  const diff = fileDiff(before, after, { ...wish, hideSpace: true });
  const changed = diff.hunks.flatMap(({ one }) => one).filter(({ kind }) => kind !== null);
  assert.deepEqual(
    changed.map((row) => [row.sign, row.old, row.new, row.html]),
    [
      ["−", 6, null, "c"],
      ["+", null, 7, "C"],
    ],
  );
  const none = fileDiff("a b\n", " a  b\n\n", { ...wish, hideSpace: true });
  assert.deepEqual([none.hunks.length, none.plain], [0, "Nothing but white space differs."]);
});

test("lines that are alike are shown where they are asked for, and begin with a place to land", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const changed = lines.map((line, index) => (index === 8 || index === 20 ? `${line} more` : line));
  const texts = [`${lines.join("\n")}\n`, `${changed.join("\n")}\n`] as const;
  const folded = fileDiff(...texts, wish);
  assert.deepEqual(
    [...folded.hunks.map(({ gap }) => gap), folded.end].map((gap) => [gap?.number, gap?.words]),
    [
      [0, "Show six lines"],
      [1, "Show seven lines"],
      [2, "Show seven lines"],
    ],
  );
  for (const [opened, rows] of [
    [[0], 18],
    [[1], 19],
    [[2], 19],
    [[0, 1, 2], 32],
  ] as const) {
    const diff = fileDiff(...texts, { ...wish, opened });
    assert.equal(diff.hunks.flatMap(({ one }) => one).length, rows, `${opened}`);
    const ids = diff.hunks.flatMap(({ one }) => one.flatMap(({ id }) => id ?? []));
    assert.deepEqual(
      ids,
      opened.map((gap) => `_go0-${gap}`),
    );
  }
});

test("one talk is compared by itself, under whatever title it had, with the lines' numbers in the page", () => {
  const page = (title: string, word: string): string =>
    `Event\n=====\n\n${talk("First", "- x", `- ${word}`)}\n${talk(title, "- one", "- two", `- ${word}`)}`;
  const diff = fileDiff(page("Queues", "a"), page("Ropes", "b"), { ...wish, talk: "ropes" });
  const rows = diff.hunks.flatMap(({ one }) => one).filter(({ kind }) => kind !== null);
  assert.deepEqual([rows[0]?.html, rows[0]?.old], ["Queues", 9]);
  assert.ok(!rows.some(({ html }) => html.includes("x")));
  assert.equal(rows.filter(({ kind }) => kind === "add").length, 3);
});
