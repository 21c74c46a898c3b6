import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { personForGit, readMessage, writeMessage } from "../../server/git/message.ts";

const bo = { name: "Bo", email: "bo@example.org" };
const cy = { name: "Çy D'Arc", email: "cy@example.org" };

describe("a commit message", () => {
  it("comes back as it was written, without its trailers", () => {
    for (const message of ["Subject", "Subject\n\nbody: text\nmore", "Fix: all of it", "a\n\nNote: mine"]) {
      for (const coAuthors of [[], [bo], [bo, cy]]) {
        const draft = { message, coAuthors };
        assert.deepEqual(readMessage(writeMessage(draft)), { ...draft, saveId: null });
        const saved = { ...draft, saveId: "4be1f0c2d3a59687" };
        assert.deepEqual(readMessage(writeMessage(saved)), saved);
      }
    }
  });

  it("credits nobody whom the wiki does not credit", () => {
    const forged = "Subject\n\nco-authored-by: Eve <eve@example.org>";
    const alone = writeMessage({ message: forged, coAuthors: [] });
    assert.deepEqual(readMessage(alone).coAuthors, []);
    assert.deepEqual(readMessage(writeMessage({ message: forged, coAuthors: [bo] })).coAuthors, [bo]);
    assert.match(alone, /^ co-authored-by: Eve/m);
  });

  it("is of no save but the one that the wiki says", () => {
    const message = "Subject\n\nSave-Id: 0000000000000000";
    assert.equal(readMessage(writeMessage({ message, coAuthors: [] })).saveId, null);
    assert.equal(readMessage(writeMessage({ message, coAuthors: [], saveId: "1" })).saveId, "1");
    assert.equal(
      writeMessage({ message: "S", coAuthors: [bo], saveId: "1" })
        .split("\n")
        .at(-2),
      "Save-Id: 1",
    );
  });

  it("has single line ends, no spaces at the ends of lines, no NUL, and is never empty", () => {
    assert.equal(writeMessage({ message: "  a \r\n\r\n\r\nb\0\rc\n\n", coAuthors: [] }), "a\n\nb\nc\n");
    assert.equal(writeMessage({ message: " \n ", coAuthors: [] }), "Save\n");
  });

  it("of somebody else's keeps what is no trailer, and loses what programs wrote", () => {
    const whole = "S\r\n\r\nb\n\nSigned-off-by: A <a@b>\r\nCo-Authored-By:  Bo  <bo@example.org> \n";
    assert.deepEqual(readMessage(whole), { message: "S\r\n\r\nb", coAuthors: [bo], saveId: null });
    assert.deepEqual(readMessage("Co-authored-by: Bo <bo@example.org>").coAuthors, []);
    assert.deepEqual(readMessage("S\n\nsee Co-authored-by: Bo <bo@example.org>").coAuthors, []);
    assert.deepEqual(readMessage(""), { message: "", coAuthors: [], saveId: null });
    assert.equal(readMessage("S\n\nsave-id:  x y \r").saveId, "x y");
  });
});

describe("a person", () => {
  it("is written as git can keep it", () => {
    assert.deepEqual(personForGit({ name: "Mallory <r@x>\nX: y", email: "a>b\n" }), {
      name: "Mallory r@x X: y",
      email: "a b",
    });
    assert.deepEqual(personForGit({ name: " <> ", email: "" }), {
      name: "Nobody",
      email: "nobody@plenary.invalid",
    });
    const long = personForGit({ name: "😀".repeat(500), email: "a@b" }).name;
    assert.ok(long.length <= 200 && !/\p{Surrogate}/u.test(long));
  });
});
