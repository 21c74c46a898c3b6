import assert from "node:assert/strict";
import { test } from "node:test";
import { facesOf, slotOf } from "../../../server/http/models/people.ts";

test("a name has the same colour everywhere, however it is written down", () => {
  assert.equal(slotOf("Pilar Estévane"), slotOf("pilar Este\u0301vane"));
  for (const name of ["", "a", "Maren Oduya", "Guest 12"]) {
    assert.ok(slotOf(name) >= 1 && slotOf(name) <= 8, name);
  }
});

test("colours are spread over the guests", () => {
  const counts = new Map<number, number>();
  for (let guest = 1; guest <= 800; guest += 1) {
    const slot = slotOf(`Guest ${guest}`);
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  assert.equal(counts.size, 8);
  for (const [slot, count] of counts) assert.ok(count > 50 && count < 150, `slot ${slot}: ${count}`);
});

test("eight people together have eight colours; the ninth and later are ringed, and nobody is there twice", () => {
  const names = Array.from({ length: 20 }, (_, index) => `Guest ${index + 1}`);
  const { faces, label } = facesOf([...names, "Guest 1"]);
  assert.equal(faces.length, 20);
  assert.equal(new Set(faces.slice(0, 8).map((face) => face.slot)).size, 8);
  assert.deepEqual(
    faces.map((face) => face.again),
    names.map((_, index) => index >= 8),
  );
  assert.ok(label.startsWith("Guest 1, Guest 2, "));
});

test("who was there first keeps the own colour", () => {
  const alone = slotOf("Maren Oduya");
  assert.equal(facesOf(["Maren Oduya", "Guest 12", "Tobias Wexley"]).faces[0]?.slot, alone);
});

test("people are called by their first name, guests by all of it", () => {
  const { faces } = facesOf(["Maren Oduya", "Guest 7"]);
  assert.deepEqual(
    faces.map((face) => face.short),
    ["Maren", "Guest 7"],
  );
});
