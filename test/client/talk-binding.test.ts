import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as Y from "yjs";
import { contentOf, copyOf, openEditor, seededDoc } from "./state-host.ts";

const PAGE = "Conf\n====\n\n\n\nOne\n---\n- a\n\n\n\nTwo\n---\n- b\n\n\n\nThree\n-----\n- c\n";

/** Two browsers on one page; what one does is with the other at once. */
function together(mine: string | null, theirs: string | null) {
  const doc = seededDoc(PAGE);
  const other = copyOf(doc);
  doc.on("update", (update: Uint8Array, origin: unknown) => origin !== "wire" && Y.applyUpdate(other, update, "wire"));
  other.on("update", (update: Uint8Array, origin: unknown) => origin !== "wire" && Y.applyUpdate(doc, update, "wire"));
  const text = () => contentOf(doc).toString();
  return { me: openEditor(doc, mine), you: openEditor(other, theirs), text };
}

describe("an editor of one talk", () => {
  test("holds the talk's text and nothing else, and all of it can be replaced", () => {
    const { me, text } = together("two", null);
    assert.equal(me.text, "Two\n---\n- b\n\n");
    me.type(0, "x", me.state.doc.length);
    assert.equal(text(), "Conf\n====\n\n\n\nOne\n---\n- a\n\n\n\nx\n\nThree\n-----\n- c\n");
  });

  test("shows what an editor of the whole page does to the talk, and nothing of what it does elsewhere", () => {
    const { me, you } = together("two", null);
    you.type(you.text.indexOf("- b") + 3, "!");
    you.type(you.text.indexOf("- a") + 3, "?");
    assert.equal(me.text, "Two\n---\n- b!\n\n");
  });

  test("sends no carriage return and no half of a character", () => {
    const { me, text } = together("two", null);
    me.type(me.text.indexOf("- b"), "one\r\ntwo\rthree\ud83d\n");
    assert.ok(text().includes("one\ntwo\nthree\n- b"));
    me.type(0, "\u{1F600}");
    me.type(1, "", 1);
    assert.ok(!/\p{Surrogate}/u.test(text()));
    assert.equal(me.text, me.shown);
  });

  test("replaces half of a character by replacing all of it", () => {
    const { me, you } = together("two", "two");
    me.type(0, "\u{1F600}");
    me.type(1, "\ude01", 1);
    assert.ok(me.text.startsWith("\u{1F601}Two"));
    assert.equal(you.text, me.text);
  });

  test("keeps what is typed into a talk just removed apart from the next title", () => {
    const { me, you, text } = together("two", null);
    const from = you.text.indexOf("Two");
    you.type(from, "", you.text.indexOf("Three") - from);
    assert.equal(me.text, "");
    me.type(0, "still here");
    assert.ok(text().includes("still here\n\nThree\n-----"));
    assert.equal(me.text, "still here");
  });
});

describe("undo", () => {
  test("takes back own edits only", () => {
    const { me, you, text } = together("two", "two");
    me.type(me.text.indexOf("- b") + 3, " mine");
    you.type(you.text.indexOf("- b"), "yours\n");
    assert.ok(me.binding.undo());
    assert.ok(text().includes("yours\n- b\n"));
    assert.ok(!me.binding.undo());
  });

  test("brings a whole talk back after its writer emptied the editor", () => {
    const { me, text } = together("two", null);
    me.type(0, "", me.state.doc.length);
    assert.ok(me.binding.undo());
    assert.equal(text(), PAGE);
    assert.equal(me.binding.range.standing, "follows");
  });

  test("revives nothing in a neighbour after somebody removed the talk", () => {
    const { me, you, text } = together("two", null);
    me.type(me.text.indexOf("- b"), "", 3);
    const from = you.text.indexOf("Two");
    you.type(from, "", you.text.indexOf("Three") - from);
    const without = text();
    assert.ok(!me.binding.undo());
    assert.equal(text(), without);
  });

  test("does not reach a talk that was let go", () => {
    const { me, text } = together("two", null);
    me.type(me.state.doc.length, "\nNew\n---\nnotes");
    assert.deepEqual(
      me.binding.letGo().map(({ title }) => title),
      ["New"],
    );
    assert.ok(!me.text.includes("New"));
    const before = text();
    assert.ok(!me.binding.undo());
    assert.equal(text(), before);
  });

  test("leaves the caret where it changed something", () => {
    const { me } = together("two", null);
    me.type(me.text.indexOf("- b") + 3, "!");
    me.dispatch({ selection: { anchor: 0 } });
    me.binding.undo();
    assert.equal(me.state.selection.main.head, me.text.indexOf("- b") + 3);
  });
});

describe("while composing", () => {
  test("a change on the composed line waits, and both are kept", () => {
    const { me, you, text } = together("two", "two");
    me.dispatch({ selection: { anchor: me.text.indexOf("- b") + 3 } });
    me.binding.compose(true);
    you.type(you.text.indexOf("- b"), "over ");
    assert.ok(!me.text.includes("over"));
    me.type(me.text.indexOf("- b") + 3, "日本");
    assert.ok(text().includes("over - b日本"));
    me.binding.compose(false);
    assert.ok(me.text.includes("over - b日本"));
    assert.equal(you.text, me.text);
  });

  test("a change on another line is shown at once", () => {
    const { me, you } = together("two", "two");
    me.dispatch({ selection: { anchor: me.text.indexOf("- b") + 3 } });
    me.binding.compose(true);
    you.type(3, "!");
    assert.ok(me.text.startsWith("Two!"));
  });
});
