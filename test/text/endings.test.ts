import assert from "node:assert/strict";
import { test } from "node:test";
import { toFileText, toRoomText } from "../../server/text/endings.ts";

test("a room holds LF and no BOM", () => {
  assert.equal(toRoomText("\ufeffa\r\nb\rc\n\r\n"), "a\nb\nc\n\n");
  assert.equal(toRoomText("a\n\r\rb"), "a\n\n\nb");
  assert.equal(toRoomText(""), "");
});

test("only one BOM is the file's", () => {
  assert.equal(toRoomText("\ufeff\ufeffa"), "\ufeffa");
  assert.equal(toFileText("\ufeffa", ""), "\ufeff\ufeffa");
});

test("an untouched line keeps the ending it had", () => {
  assert.equal(toFileText("a\nB\nc\nd\n", "a\r\nb\nc\rd\r\n"), "a\r\nB\nc\rd\r\n");
});

test("a new line takes the ending most lines have", () => {
  assert.equal(toFileText("a\nnew\nb\nc\n", "a\r\nb\r\nc\n"), "a\r\nnew\r\nb\r\nc\n");
  assert.equal(toFileText("a\nnew\nb\n", "a\rb\r"), "a\rnew\rb\r");
});

test("where endings are level a new line takes LF", () => {
  assert.equal(toFileText("a\nb\nnew\n", "a\r\nb\n"), "a\r\nb\nnew\n");
});

test("the BOM stays", () => {
  assert.equal(toFileText("a\nb\n", "\ufeffa\n"), "\ufeffa\nb\n");
  assert.equal(toFileText("", "\ufeffa"), "\ufeff");
});

test("the newline at the end is as in the room", () => {
  assert.equal(toFileText("a\nb", "a\r\nb\r\n"), "a\r\nb");
  assert.equal(toFileText("a\nb\n", "a\r\nb"), "a\r\nb\r\n");
  assert.equal(toFileText("a\nb\nc", "a\r\nb"), "a\r\nb\r\nc");
});

test("a lone CR is never left before the LF of an empty line", () => {
  const file = toFileText("x\n\nz", "x\ry\nz");
  assert.equal(toRoomText(file), "x\n\nz");
  assert.equal(file, "x\r\rz");
});

test("a file of LF, and a new one, is the room's text", () => {
  assert.equal(toFileText("a\nb", "old\n"), "a\nb");
  assert.equal(toFileText("a\nb", ""), "a\nb");
});
