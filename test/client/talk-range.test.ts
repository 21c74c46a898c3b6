import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { followRange, letGo, pageText, type TalkRange, talkRange, type Whose } from "../../client/editor/talk-range.ts";
import { applyEdits, type Edit } from "../../server/text/edit.ts";

const PAGE = "Conf\n====\n\n\n\nOne\n---\n- a\n\n\n\nTwo\n---\n- b\n\nThree\n-----\n- c\n";

/** Opens a talk of a page, and takes it through edits given as [what to find, what to put there instead]. */
function follow(title: string, ...steps: readonly (readonly [Whose, string, string])[]) {
  let page = pageText(PAGE);
  const talk = page.event.talks.find((one) => one.title === title);
  assert.ok(talk);
  let range: TalkRange = talkRange(talk);
  let lost = false;
  for (const [whose, find, put] of steps) {
    const from = page.text.indexOf(find);
    assert.ok(from >= 0, `no ${JSON.stringify(find)}`);
    const edits: Edit[] = [{ from, to: from + find.length, insert: put }].map((edit) => shrink(edit, page.text));
    page = pageText(applyEdits(page.text, edits));
    ({ range, lost } = followRange(range, edits, page, whose));
  }
  return { page, range, lost, text: page.text.slice(range.from, range.to) };
}

/** The edit without what is the same at both ends, as an editor would make it. */
function shrink({ from, to, insert }: Edit, text: string): Edit {
  let [start, end, put] = [from, to, insert];
  while (start < end && put !== "" && text[start] === put[0]) [start, put] = [start + 1, put.slice(1)];
  while (start < end && put !== "" && text[end - 1] === put.at(-1)) [end, put] = [end - 1, put.slice(0, -1)];
  return { from: start, to: end, insert: put };
}

describe("a talk's range", () => {
  test("runs from its title to the next, less the newlines between", () => {
    assert.equal(follow("One").text, "One\n---\n- a\n\n");
    assert.equal(follow("Two").text, "Two\n---\n- b");
    assert.equal(follow("Three").text, "Three\n-----\n- c\n");
  });

  test("takes in what is typed at its title and before the separator", () => {
    assert.equal(follow("Two", ["other", "Two", "All Two"]).text, "All Two\n---\n- b");
    assert.equal(follow("Two", ["other", "- b\n\n", "- b\nmore\n\n"]).text, "Two\n---\n- b\nmore");
  });

  test("leaves a talk put before its title to itself", () => {
    const { text, range } = follow("Two", ["other", "Two\n", "New\n---\n\n\nTwo\n"]);
    assert.equal(text, "Two\n---\n- b");
    assert.equal(range.standing, "follows");
  });

  test("leaves a talk that arrives whole at its end to itself", () => {
    const { text, range } = follow("Three", ["other", "- c\n", "- c\n\n\n\nFour\n----\n- d\n"]);
    assert.equal(text, "Three\n-----\n- c\n\n");
    assert.equal(range.standing, "follows");
  });

  test("is held while a title is typed inside it, and let go to the grammar after", () => {
    const { page, range, text } = follow("Two", ["own", "- b", "- b\n\nNew"], ["own", "New", "New\n-"]);
    assert.equal(text, "Two\n---\n- b\n\nNew\n-");
    assert.equal(range.standing, "held");
    const after = letGo(range, page);
    assert.equal(page.text.slice(after.range.from, after.range.to), "Two\n---\n- b");
    assert.ok(after.lost, "undo must not reach what has left");
  });

  test("is whole again when what looked like a title was a list", () => {
    const { range, text } = follow("Two", ["own", "- b", "- b\n\nwords\n-"], ["own", "words\n-", "words\n- item"]);
    assert.equal(range.standing, "follows");
    assert.equal(text, "Two\n---\n- b\n\nwords\n- item");
  });

  test("does not swallow the next talk while a fence stands open", () => {
    const open = follow("Two", ["own", "- b", "- b\n```\ncode"]);
    assert.equal(open.range.standing, "held");
    assert.equal(open.text, "Two\n---\n- b\n```\ncode");
    assert.deepEqual(letGo(open.range, open.page).range, open.range);
    const closed = follow("Two", ["own", "- b", "- b\n```\ncode"], ["own", "code", "code\n```"]);
    assert.equal(closed.range.standing, "follows");
  });

  test("keeps a newline typed at its end in sight, though the grammar gives it to nobody", () => {
    const page = pageText("Conf\n====\n\nOne\n---\nTwo\n---\n");
    const talk = page.event.talks[0];
    assert.ok(talk);
    const edits = [{ from: talk.to, to: talk.to, insert: "\n" }];
    const after = pageText(applyEdits(page.text, edits));
    const { range } = followRange(talkRange(talk), edits, after, "own");
    assert.equal(after.text.slice(range.from, range.to), "One\n---\n");
    assert.equal(range.standing, "held");
  });

  test("takes in the next talk's notes when somebody takes its title away", () => {
    assert.equal(follow("Two", ["other", "Three\n-----\n", ""]).text, "Two\n---\n- b\n\n- c\n");
  });
});

describe("a talk whose title is lost", () => {
  test("keeps its text, and no neighbour's", () => {
    const { range, text, lost } = follow("Two", ["other", "Two\n---\n", ""]);
    assert.equal(range.standing, "detached");
    assert.equal(text, "- b");
    assert.ok(lost);
  });

  test("is found again by the same title inside it", () => {
    const { range, text } = follow("Two", ["other", "---\n- b", "- b"], ["other", "Two\n- b", "Two\n---\n- b"]);
    assert.equal(range.standing, "follows");
    assert.equal(text, "Two\n---\n- b");
  });

  test("stays itself when only its first dash goes, or when it is renamed in one stroke", () => {
    assert.equal(follow("Two", ["other", "---\n- b", "--\n- b"]).range.standing, "follows");
    const renamed = follow("Two", ["other", "Two\n---\n- b", "Second\n------\n- b"]);
    assert.equal(renamed.text, "Second\n------\n- b");
    assert.equal(renamed.range.standing, "follows");
  });

  test("is found again by a title its writer types at its top, whatever it says", () => {
    const { range, text } = follow("Two", ["own", "Two\n---\n", ""], ["own", "- b", "Second\n-\n- b"]);
    assert.equal(range.standing, "follows");
    assert.equal(text, "Second\n-\n- b");
  });

  test("follows a move, and no talk of the same name that was there before", () => {
    const talk = "Two\n---\n- b";
    const moved = follow("Two", ["other", `${talk}\n\n`, ""], ["other", "- c\n", `- c\n\n\n${talk}\n`]);
    assert.equal(moved.text, `${talk}\n`);
    assert.equal(moved.range.standing, "follows");
    const gone = follow("Two", ["other", "Three", "Two"], ["other", "Two\n---\n- b\n\n", ""]);
    assert.equal(gone.range.standing, "detached");
    assert.equal(gone.text, "");
  });

  test("does not take a new talk at its place for its own", () => {
    const { range } = follow(
      "Two",
      ["other", "Two\n---\n- b\n\n", ""],
      ["other", "Three\n", "Other\n---\n\n\nThree\n"],
    );
    assert.equal(range.standing, "detached");
  });

  test("can be taken back by its writer: the own title's deletion forgets no undo", () => {
    assert.equal(follow("Two", ["own", "Two\n---\n", ""]).lost, false);
  });
});
