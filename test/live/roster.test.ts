import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRoster, type Roster, type Seat } from "../../server/live/roster.ts";

const sitter = (id: string) => ({ id, name: id.toUpperCase() });

const nobody = (): void => {};
const seat = ({ slot, again }: Seat): Seat => ({ slot, again });
const names = (roster: Roster) => roster.rooms()[0]?.people.map((person) => person.name);

describe("the roster", () => {
  it("gives colours in order of arrival, and the lowest that is free", () => {
    const roster = createRoster(() => 0, nobody);
    const first = roster.sit("p", sitter("a"));
    assert.deepEqual(seat(first), { slot: 1, again: false });
    assert.deepEqual(seat(roster.sit("p", sitter("b"))), { slot: 2, again: false });
    first.leave();
    assert.deepEqual(seat(roster.sit("p", sitter("c"))), { slot: 1, again: false });
  });

  it("gives a person one colour in all their windows, until the last is closed", () => {
    const roster = createRoster(() => 0, nobody);
    const first = roster.sit("p", sitter("a"));
    roster.sit("p", sitter("b"));
    const second = roster.sit("p", sitter("a"));
    assert.deepEqual(seat(second), { slot: 1, again: false });
    first.leave();
    first.leave();
    assert.deepEqual(names(roster), ["A", "B"]);
    second.leave();
    assert.deepEqual(names(roster), ["B"]);
  });

  it("gives the ninth person the first colour again, and says so", () => {
    const roster = createRoster(() => 0, nobody);
    for (let count = 0; count < 8; count += 1) roster.sit("p", sitter(`${count}`));
    assert.deepEqual(seat(roster.sit("p", sitter("ninth"))), { slot: 1, again: true });
    assert.deepEqual(seat(roster.sit("p", sitter("tenth"))), { slot: 2, again: true });
  });

  it("knows rooms with people in them, since when, and in which talk they are", () => {
    let time = 5;
    const roster = createRoster(() => time, nobody);
    const a = roster.sit("p", sitter("a"));
    time = 9;
    const b = roster.sit("p", sitter("b"));
    b.at("expo");
    const people = [
      { name: "A", slot: 1, again: false, talk: null },
      { name: "B", slot: 2, again: false, talk: "expo" },
    ];
    assert.deepEqual(roster.rooms(), [{ path: "p", since: 5, people }]);
    a.leave();
    b.leave();
    assert.deepEqual(roster.rooms(), []);
  });

  it("lists who has two talks open in both, and once where two windows show one", () => {
    const roster = createRoster(() => 0, nobody);
    const [one, two] = [roster.sit("p", sitter("a")), roster.sit("p", sitter("a"))];
    one.at("expo");
    two.at("lunch");
    const talks = () => roster.rooms()[0]?.people.map((person) => person.talk);
    assert.deepEqual(talks(), ["expo", "lunch"]);
    two.at("expo");
    assert.deepEqual(talks(), ["expo"]);
  });

  it("tells of coming, turning and leaving, and of nothing else", () => {
    const told: string[] = [];
    const roster = createRoster(
      () => 0,
      (path) => told.push(path),
    );
    const place = roster.sit("p", sitter("a"));
    place.at("expo");
    place.at("expo");
    roster.sit("q", sitter("a"));
    place.leave();
    place.leave();
    place.at("lunch");
    assert.deepEqual(told, ["p", "p", "q", "p"]);
  });
});
