import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRoster } from "../../server/live/roster.ts";

const sitter = (id: string) => ({ id, name: id.toUpperCase() });

describe("the roster", () => {
  it("gives colours in order of arrival, and the lowest that is free", () => {
    const roster = createRoster(() => 0);
    assert.deepEqual(roster.sit("p", sitter("a")), { slot: 1, again: false });
    assert.deepEqual(roster.sit("p", sitter("b")), { slot: 2, again: false });
    roster.rise("p", "a");
    assert.deepEqual(roster.sit("p", sitter("c")), { slot: 1, again: false });
  });

  it("gives a person one colour in all their windows, until the last is closed", () => {
    const roster = createRoster(() => 0);
    roster.sit("p", sitter("a"));
    roster.sit("p", sitter("b"));
    assert.deepEqual(roster.sit("p", sitter("a")), { slot: 1, again: false });
    roster.rise("p", "a");
    assert.deepEqual(
      roster.rooms()[0]?.people.map((person) => person.name),
      ["A", "B"],
    );
    roster.rise("p", "a");
    assert.deepEqual(
      roster.rooms()[0]?.people.map((person) => person.name),
      ["B"],
    );
  });

  it("gives the ninth person the first colour again, and says so", () => {
    const roster = createRoster(() => 0);
    for (let count = 0; count < 8; count += 1) roster.sit("p", sitter(`${count}`));
    assert.deepEqual(roster.sit("p", sitter("ninth")), { slot: 1, again: true });
    assert.deepEqual(roster.sit("p", sitter("tenth")), { slot: 2, again: true });
  });

  it("knows rooms with people in them, since when, and in which talk they are", () => {
    let time = 5;
    const roster = createRoster(() => time);
    roster.sit("p", sitter("a"));
    time = 9;
    roster.sit("p", sitter("b"));
    roster.at("p", "b", "expo");
    const people = [
      { name: "A", slot: 1, again: false, talk: null },
      { name: "B", slot: 2, again: false, talk: "expo" },
    ];
    assert.deepEqual(roster.rooms(), [{ path: "p", since: 5, people }]);
    roster.rise("p", "a");
    roster.rise("p", "b");
    assert.deepEqual(roster.rooms(), []);
  });
});
