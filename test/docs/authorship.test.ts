import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { sharesOf } from "../../server/docs/authorship.ts";
import { forkTo, seedOf } from "../../server/docs/page-doc.ts";
import type { LogAuthor, LogRecord } from "../../server/docs/update-log.ts";

const [ada, bo, cy] = ["Ada", "Bo", "Cy"].map((name) => ({ name, email: `${name.toLowerCase()}@example.org` }));
assert.ok(ada && bo && cy);

/** A page and its log: `in(author, change)` is one record of what `change` does to a copy that has all there is. */
function paper(base: string, state: Uint8Array = seedOf("doc.1", base)) {
  const records: LogRecord[] = [];
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  /** Somebody's own copy, from now on apart. */
  function copy(): Y.Doc {
    const own = new Y.Doc();
    Y.applyUpdate(own, Y.encodeStateAsUpdate(doc));
    return own;
  }
  function deliver(update: Uint8Array, author: LogAuthor): void {
    records.push({ seq: records.length + 1, update, author });
    Y.applyUpdate(doc, update);
  }
  return {
    state,
    records,
    deliver,
    whole: () => Y.encodeStateAsUpdate(doc),
    text: () => doc.getText("content").toString(),
    copy,
    in(author: LogAuthor, change: (text: Y.Text) => void, own = copy()) {
      const before = Y.encodeStateVector(own);
      own.transact(() => change(own.getText("content")));
      deliver(Y.encodeStateAsUpdate(own, before), author);
    },
    texts: (...authors: NonNullable<LogAuthor>[]) => sharesOf(state, records, authors).map((share) => share.text),
  };
}

describe("the shares of a save", () => {
  it("are the base with the first author's lines, then with the second's as well", () => {
    const page = paper("one\ntwo\n");
    page.in(ada, (text) => text.insert(4, "ada\n"));
    page.in(bo, (text) => text.insert(text.length, "bo\n"));
    assert.deepEqual(page.texts(ada, bo), ["one\nada\ntwo\n", "one\nada\ntwo\nbo\n"]);
    assert.deepEqual(page.texts(bo, ada), ["one\ntwo\nbo\n", "one\nada\ntwo\nbo\n"]);
  });

  it("keep in its place what was typed into text that is another's, whoever's turn comes first", () => {
    const page = paper("");
    page.in(ada, (text) => text.insert(0, "the quick fox\n"));
    page.in(bo, (text) => text.insert(9, " brown"));
    page.in(ada, (text) => text.insert(0, "# "));
    assert.deepEqual(page.texts(bo, ada), [" brown", "# the quick brown fox\n"]);
  });

  it("take out what an author erased when it is that author's turn", () => {
    const page = paper("one\ntwo\n");
    page.in(ada, (text) => text.insert(8, "ada\n"));
    page.in(bo, (text) => text.delete(0, 4));
    page.in(bo, (text) => text.delete(4, 2));
    assert.deepEqual(page.texts(ada, bo), ["one\ntwo\nada\n", "two\na\n"]);
    assert.deepEqual(page.texts(bo, ada), ["two\n", "two\na\n"]);
  });

  it("leave out what was typed and erased again, by oneself or by another", () => {
    const page = paper("");
    page.in(ada, (text) => text.insert(0, "abc"));
    page.in(ada, (text) => text.delete(1, 1));
    page.in(bo, (text) => text.delete(0, 2));
    assert.deepEqual(page.texts(bo, ada), ["", ""]);
    assert.deepEqual(page.texts(ada, bo), ["ac", ""]);
  });

  it("credit a deletion to who made it, not to who sends it again", () => {
    const page = paper("one two three");
    const offline = page.copy();
    page.in(bo, (text) => text.delete(3, 4));
    Y.applyUpdate(offline, page.whole());
    page.in(ada, (text) => text.insert(0, "x"), offline);
    // Everything she knows, as after a long absence.
    page.deliver(Y.encodeStateAsUpdate(offline), ada);
    assert.deepEqual(page.texts(ada, bo), ["xone two three", "xone three"]);
  });

  it("credit text to who brought it first, not to who brings it again", () => {
    const page = paper("");
    const own = page.copy();
    page.in(bo, (text) => text.insert(0, "bo\n"), own);
    page.deliver(Y.encodeStateAsUpdate(own), ada);
    page.in(ada, (text) => text.insert(3, "ada\n"));
    assert.deepEqual(page.texts(ada, bo), ["ada\n", "bo\nada\n"]);
  });

  it("credit what waited for something to who typed it", () => {
    const page = paper("");
    const own = page.copy();
    const updates: Uint8Array[] = [];
    own.on("update", (update: Uint8Array) => updates.push(update));
    own.getText("content").insert(0, "first ");
    own.getText("content").insert(6, "second");
    const [first, second] = updates;
    assert.ok(first && second);
    page.deliver(second, ada);
    page.deliver(first, bo);
    assert.equal(page.text(), "first second");
    assert.deepEqual(page.texts(bo, ada), ["first ", "first second"]);
    assert.deepEqual(page.texts(ada, bo), ["second", "first second"]);
  });

  it("count only what is new beyond a base that is newer than the records", () => {
    const page = paper("one\n");
    page.in(ada, (text) => text.insert(4, "ada\n"));
    page.in(bo, (text) => text.insert(0, "bo\n"));
    const fork = forkTo("doc.1", page.whole(), "bo\none\nada\npushed\n");
    page.deliver(fork.update, null);
    page.in(cy, (text) => text.insert(text.length, "cy\n"));
    page.in(ada, (text) => text.delete(0, 3));
    const texts = sharesOf(fork.state, page.records, [bo, cy, ada]).map((share) => share.text);
    assert.deepEqual(texts, ["bo\none\nada\npushed\n", "bo\none\nada\npushed\ncy\n", "one\nada\npushed\ncy\n"]);
  });

  it("have what came from git in every step, beside what was typed", () => {
    const page = paper("one\ntwo\n");
    page.in(ada, (text) => text.insert(3, " ada"));
    page.in(bo, (text) => text.insert(0, "bo "));
    const fork = forkTo("doc.1", page.state, "one\ntwo by hand\n");
    page.deliver(fork.update, null);
    const texts = sharesOf(fork.state, page.records, [ada, bo]).map((share) => share.text);
    assert.deepEqual(texts, ["one ada\ntwo by hand\n", "bo one ada\ntwo by hand\n"]);
  });

  it("have the line ends that the wiki mended where the line is", () => {
    const page = paper("one\n");
    page.in(ada, (text) => text.insert(4, "ada\n"));
    page.in(bo, (text) => text.insert(8, "b\ro\n"));
    page.in(null, (text) => {
      text.delete(9, 1);
      text.insert(9, "\n");
    });
    assert.equal(page.text(), "one\nada\nb\no\n");
    assert.deepEqual(page.texts(ada, bo), ["one\nada\n", "one\nada\nb\no\n"]);
  });

  it("never bring back what was erased before the base", () => {
    const before = paper("one\ntwo\n");
    const offline = before.copy();
    before.in(ada, (text) => text.delete(0, 4));
    const page = paper("two\n", before.whole());
    Y.applyUpdate(offline, before.whole());
    page.in(bo, (text) => text.insert(0, "bo\n"), offline);
    page.deliver(Y.encodeStateAsUpdate(offline), ada);
    assert.deepEqual(page.texts(ada, bo), ["two\n", "bo\ntwo\n"]);
  });

  it("are one for each author, also for one who changed nothing that is left", () => {
    const page = paper("one\n");
    page.in(ada, (text) => text.insert(0, "x"));
    page.in(ada, (text) => text.delete(0, 1));
    page.in(bo, (text) => text.insert(0, "bo "));
    assert.deepEqual(page.texts(ada, bo), ["one\n", "bo one\n"]);
    assert.deepEqual(page.texts(cy, ada, bo), ["one\n", "one\n", "bo one\n"]);
  });

  it("keep emoji whole, and never hold half of one", () => {
    const page = paper("😀\n");
    page.in(ada, (text) => text.insert(2, "👩‍👩‍👧"));
    page.in(bo, (text) => text.insert(0, "🚀"));
    const apart = page.copy();
    page.in(cy, (text) => text.insert(0, "\ud83c"), apart);
    page.in(ada, (text) => text.insert(1, "\udf89"), apart);
    for (const order of [
      [ada, bo, cy],
      [cy, bo, ada],
      [bo, cy, ada],
    ] as const) {
      const texts = page.texts(...order);
      assert.equal(texts.at(-1), page.text());
      for (const text of texts) assert.doesNotMatch(text, /\p{Surrogate}/u);
    }
    assert.equal(page.texts(bo, ada, cy)[0], "🚀😀\n");
  });
});
