import assert from "node:assert/strict";
import { test } from "node:test";
import { createAcknowledged } from "../../client/editor/acknowledged.ts";
import { personIn } from "../../client/people/person.ts";

test("what an awareness state says of its user is believed only as far as it makes sense", () => {
  assert.deepEqual(personIn({ name: "Ann", slot: 3, again: true }), { name: "Ann", slot: 3, again: true });
  assert.deepEqual(personIn({ name: "Ann", slot: 99 }), { name: "Ann", slot: 0, again: false });
  for (const nobody of [null, undefined, "Ann", {}, { name: 7 }]) assert.equal(personIn(nobody), null);
});

test("text is pending until the server has echoed a count asked after it", () => {
  const acknowledged = createAcknowledged();
  assert.equal(acknowledged.ask(), null);
  acknowledged.changed();
  const first = acknowledged.ask();
  assert.ok(first !== null && acknowledged.pending);
  acknowledged.changed();
  assert.equal(acknowledged.ask(), null, "one question at a time");
  acknowledged.answered(first);
  assert.ok(acknowledged.pending, "the second change came after the question");
  const second = acknowledged.ask();
  assert.ok(second !== null);
  acknowledged.answered(first);
  assert.ok(acknowledged.pending, "an old answer says nothing new");
  acknowledged.answered(second);
  assert.ok(!acknowledged.pending);
});

test("a question whose line was cut is asked again", () => {
  const acknowledged = createAcknowledged();
  acknowledged.changed();
  const asked = acknowledged.ask();
  acknowledged.hangUp();
  assert.equal(acknowledged.ask(), asked);
});
