import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError, type WikiErrorCode } from "../../server/errors.ts";
import { linesOf } from "../../server/text/lines.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import type { BlamedPage } from "../../server/wiki/wiki.ts";
import { createTestWiki, takeHand } from "../kit/wiki.ts";

const path = "notes/page.md" as PagePath;
const ada = { name: "Ada", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };

/** Each line with whom it is told of. */
function told(page: BlamedPage | null): string[] {
  assert.ok(page);
  const lines = linesOf(page.text).map(({ from, to }) => page.text.slice(from, to));
  return page.runs.flatMap(({ from, to, by }) => lines.slice(from, to).map((line) => `${by.author.name}: ${line}`));
}

function refusal(code: WikiErrorCode) {
  return (cause: unknown): boolean => cause instanceof WikiError && cause.code === code;
}

describe("who wrote each line", () => {
  it("is told of what is saved, each line of a save by several by who typed it", async () => {
    const { wiki, repository, ...of } = createTestWiki({ [path]: "one\ntwo\nthree\n" });
    const [first, second] = [
      await takeHand({ wiki, repository, ...of }, path, ada),
      await takeHand({ wiki, repository, ...of }, path, bo),
    ];
    first.type(0, "by ada\n");
    second.type(second.text().length, "by bo\n");
    assert.deepEqual(told(await wiki.blame(path)), ["Shell: one", "Shell: two", "Shell: three"]);
    await wiki.save(path, ada);
    const page = await wiki.blame(path);
    assert.deepEqual(told(page), ["Ada: by ada", "Shell: one", "Shell: two", "Shell: three", "Bo: by bo"]);
    assert.equal(page?.commit, await wiki.head());
    assert.deepEqual(
      page?.runs.map(({ from, to }) => [from, to]),
      [
        [0, 1],
        [1, 4],
        [4, 5],
      ],
    );
  });

  it("is told of any version, and of none where there is no page", async () => {
    const { wiki, repository } = createTestWiki({ [path]: "one\n" });
    const before = (await wiki.head()) ?? "";
    repository.foreign({ [path]: "one\ntwo\n" });
    assert.equal((await wiki.blame(path))?.runs.length, 2);
    assert.equal((await wiki.blame(path, before))?.runs.length, 1);
    repository.foreign({ [path]: null });
    assert.equal(await wiki.blame(path), null);
    assert.equal((await wiki.blame(path, before))?.text, "one\n");
  });

  it("counts lines as readers do, where git counts fewer: ends of lines of every kind", async () => {
    const { wiki, repository } = createTestWiki({ [path]: "\uFEFFa\r\nb\rc\n" });
    repository.foreign({ [path]: "\uFEFFa\r\nb\rc\nd\r\r\ne" });
    const page = await wiki.blame(path);
    assert.equal(page?.text, "a\nb\nc\nd\n\ne");
    assert.deepEqual(
      page?.runs.map(({ from, to }) => [from, to]),
      [
        [0, 3],
        [3, 6],
      ],
    );
  });

  it("is not told of what is no text, or too large", async () => {
    const { wiki, repository } = createTestWiki({ [path]: "a\0b\n", "notes/large.md": "a line\n".repeat(200_000) });
    await assert.rejects(wiki.blame(path), refusal("not-text"));
    await assert.rejects(wiki.blame("notes/large.md" as PagePath), refusal("too-large"));
    repository.foreign({ [path]: "" });
    assert.deepEqual((await wiki.blame(path))?.runs, []);
  });
});
