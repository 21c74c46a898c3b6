import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCommit } from "../../server/git/commit-object.ts";

const tree = "a".repeat(40);
const parent = "b".repeat(40);

function read(text: string, encoding: BufferEncoding = "utf8") {
  return parseCommit(Buffer.from(text, encoding));
}

describe("a commit object", () => {
  it("tells its tree, parents, author, time and message", () => {
    const text = `tree ${tree}\nparent ${parent}\nparent ${tree}\nauthor Ada <ada@example.org> 1466000000 +0200\ncommitter C <c@d> 1 +0000\n\nSubject\n\nBody\n`;
    assert.deepEqual(read(text), {
      tree,
      parents: [parent, tree],
      author: { name: "Ada", email: "ada@example.org" },
      date: 1466000000000,
      time: 1,
      message: "Subject\n\nBody\n",
    });
  });

  it("is read in the encoding it names, and in UTF-8 where that is none", () => {
    const text = (name: string): string =>
      `tree ${tree}\nauthor J\xfcrgen <j@d> 1 +0000\nencoding ${name}\n\nGr\xfc\xdfe\n`;
    assert.equal(read(text("ISO-8859-1"), "latin1")?.author.name, "Jürgen");
    assert.equal(read(text("ISO-8859-1"), "latin1")?.message, "Grüße\n");
    assert.equal(read(text("no-such-thing"))?.message, "Grüße\n");
  });

  it("with an odd author is read as far as it goes", () => {
    const author = (line: string) => read(`tree ${tree}\n${line}\n\nx`);
    assert.deepEqual(author("author <a@b> 5 +0000")?.author, { name: "", email: "a@b" });
    assert.deepEqual(author("author Ada <a@b>")?.date, 0);
    assert.deepEqual(author("author Ada <a@b> 99999999999999999999 +0000")?.date, 0);
    assert.deepEqual(author("author A <<a@b> -7 +0000")?.date, -7000);
    assert.deepEqual(author("gpgsig x")?.author, { name: "", email: "" });
  });

  it("is not made of something else", () => {
    assert.equal(read("object x\n"), null);
    assert.equal(read(""), null);
    assert.equal(read(`tree ${tree}`)?.message, "");
  });
});
