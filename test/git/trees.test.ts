import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exactTextOf, parseTree, printTree, rawName, textOf } from "../../server/git/trees.ts";

const oid = "0123456789abcdef0123456789abcdef01234567";

describe("a tree object", () => {
  it("is printed in git's order, where a folder's name ends in a slash", () => {
    const entries = ["a.md", "a", "a-b", "a0"].map((name) => ({ mode: name === "a" ? "40000" : "100644", name, oid }));
    assert.deepEqual(
      parseTree(printTree(entries)).map(({ name }) => name),
      ["a-b", "a.md", "a", "a0"],
    );
  });

  it("comes back byte for byte, with names that are not UTF-8 and modes that are old", () => {
    const bytes = Buffer.concat([
      Buffer.from("100664 caf\xe9.md\0", "latin1"),
      Buffer.from(oid, "hex"),
      Buffer.from("160000 sub\0", "latin1"),
      Buffer.from(oid, "hex"),
    ]);
    assert.deepEqual(printTree(parseTree(bytes)), bytes);
  });

  it("that is cut short is an error, and no shorter tree", () => {
    const bytes = printTree([{ mode: "100644", name: "a.md", oid }]);
    for (let length = 1; length < bytes.length; length += 1) {
      assert.throws(() => parseTree(bytes.subarray(0, length)), /cut short/);
    }
  });
});

describe("a name", () => {
  it("is text at the border and bytes inside", () => {
    for (const text of ["plain.md", "Größe.md", "名前.md", "😀.md"]) {
      assert.equal(textOf(rawName(text)), text);
      assert.equal(exactTextOf(rawName(text)), text);
    }
  });

  it("that is not UTF-8 can be shown and not asked for", () => {
    assert.equal(textOf("caf\xe9"), "caf\ufffd");
    assert.equal(exactTextOf("caf\xe9"), null);
  });
});
