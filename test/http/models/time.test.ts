import assert from "node:assert/strict";
import { test } from "node:test";
import { dateLine, dayHeading, dayKeyOf, momentOf } from "../../../server/http/models/time.ts";

const utc = { now: Date.UTC(2026, 9, 8, 14, 0), zone: "UTC" };
const at = (text: string): number => Date.parse(text);

test("a moment is told as far as it must be to tell it apart", () => {
  assert.deepEqual(momentOf(at("2026-10-08T12:44:10Z"), utc), {
    iso: "2026-10-08T12:44:10.000Z",
    clock: "12:44",
    dayKey: "2026-10-08",
    short: "12:44",
    long: "today at 12:44",
  });
  assert.equal(momentOf(at("2026-10-07T22:15:00Z"), utc).short, "yesterday");
  assert.equal(momentOf(at("2026-10-05T09:10:00Z"), utc).short, "Oct 5");
  assert.equal(momentOf(at("2026-10-05T09:10:00Z"), utc).long, "Mon Oct 5 at 09:10");
  assert.equal(momentOf(at("2024-02-29T09:10:00Z"), utc).short, "Feb 29 2024");
  assert.equal(momentOf(at("2024-02-29T09:10:00Z"), utc).long, "Thu Feb 29 2024");
});

test("midnight is 00:00, and belongs to the day it begins", () => {
  assert.equal(momentOf(at("2026-10-08T00:00:00Z"), utc).long, "today at 00:00");
});

test("days are those of the zone, not of the machine", () => {
  const auckland = { now: utc.now, zone: "Pacific/Auckland" };
  const moment = momentOf(at("2026-10-07T22:15:00Z"), auckland);
  assert.equal(moment.clock, "11:15");
  assert.equal(moment.dayKey, "2026-10-08");
  assert.equal(dayKeyOf(auckland), "2026-10-09");
  assert.equal(moment.short, "yesterday");
});

test("a day across a change of the clocks is still one day", () => {
  const berlin = { now: at("2026-10-26T08:00:00Z"), zone: "Europe/Berlin" };
  assert.equal(dayHeading(at("2026-10-25T00:30:00Z"), berlin).title, "Yesterday");
});

test("a heading says what the reader cannot know", () => {
  assert.deepEqual(dayHeading(at("2026-10-08T12:00:00Z"), utc), { title: "Today", note: "Thu Oct 8" });
  assert.deepEqual(dayHeading(at("2026-10-07T12:00:00Z"), utc), { title: "Yesterday", note: "Wed Oct 7" });
  assert.deepEqual(dayHeading(at("2026-10-06T12:00:00Z"), utc), { title: "Tuesday", note: "Oct 6" });
  assert.deepEqual(dayHeading(at("2026-10-01T12:00:00Z"), utc), { title: "Thu Oct 1", note: null });
  assert.deepEqual(dayHeading(at("2025-12-31T12:00:00Z"), utc), { title: "Wed Dec 31", note: "2025" });
});

test("a date that lies ahead has no nickname", () => {
  assert.equal(dayHeading(at("2026-10-10T12:00:00Z"), utc).title, "Sat Oct 10");
});

test("a date line is written as people write it", () => {
  assert.equal(dateLine(at("2026-11-24T12:00:00Z"), "UTC"), "Tue Nov 24 2026");
});
