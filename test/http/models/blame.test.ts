import assert from "node:assert/strict";
import { test } from "node:test";
import { ageOf, agesOf } from "../../../server/http/models/ages.ts";
import { type BlameParts, blameModel } from "../../../server/http/models/blame.ts";
import type { BlamedPage, BlamedRun } from "../../../server/wiki/wiki.ts";
import { clock, commit, oid, pagePath, person } from "./kit.ts";

const path = pagePath("events/2026/10/mergehaven.md");
const text = "Mergehaven\n----------\n\n\n\nExpo\n----\n\n- a\n- b\n\n\n\nLunch\n-----\n\n- c\n";

const run = (from: number, to: number, changes: Partial<BlamedRun> = {}): BlamedRun => {
  const by = changes.by ?? commit();
  return { from, to, by, commit: by.oid, path, previous: { commit: oid("a"), path }, older: false, ...changes };
};
const first = commit({ oid: oid("a"), parents: [], author: person("Maren Oduya"), date: Date.UTC(2025, 0, 2, 9, 0) });
const page: BlamedPage = {
  path,
  commit: oid("c"),
  blob: oid("1"),
  text,
  runs: [run(0, 9, { by: first, previous: null }), run(9, 10), run(10, 17, { by: first, previous: null })],
};
const model = (changes: Partial<BlameParts> = {}) =>
  blameModel({ page, talk: null, old: null, unsaved: false, ...changes }, clock);

test("each run of lines says who, when and with which save, and leads to it and to what was before", () => {
  const told = model();
  assert.equal(told?.heading, "Who wrote Mergehaven");
  assert.equal(told?.intro, "17 lines by two people in two saves, the oldest from Thu Jan 2 2025.");
  const [begun, added] = told?.runs ?? [];
  assert.deepEqual([begun?.who, begun?.when, begun?.before], ["Maren", "Thu Jan 2 2025", null]);
  assert.equal(begun?.href, `/-/commit/${oid("a")}`);
  assert.deepEqual([added?.who, added?.when, added?.message], ["Ilse", "today at 12:44", null]);
  assert.equal(added?.href, `/-/diff/events/2026/10/mergehaven?from=${oid("a")}&to=${oid("b")}`);
  assert.equal(added?.before, `/-/blame/events/2026/10/mergehaven?at=${oid("a")}`);
  assert.deepEqual(added?.lines, [{ number: 10, text: "- b" }]);
  assert.deepEqual(
    told?.ages.map(({ words, lines }) => `${words} ${lines}`),
    ["today 1 line", "longer ago 16 lines"],
  );
});

test("of a talk only its lines are told, under their numbers in the page", () => {
  const told = model({ talk: "expo" });
  assert.equal(told?.heading, "Who wrote Expo");
  assert.deepEqual(
    told?.runs.map(({ lines }) => lines.map(({ number }) => number)),
    [[6, 7, 8, 9], [10], [11]],
  );
  assert.equal(told?.read, "/events/2026/10/mergehaven#expo");
  assert.equal(told?.history, "/-/history/events/2026/10/mergehaven?talk=expo");
  assert.deepEqual(
    told?.talks.map(({ slug, chosen }) => [slug, chosen]),
    [
      ["expo", true],
      ["lunch", false],
    ],
  );
  assert.equal(model({ talk: "none" }), null);
});

test("a line from before what is looked through names nobody, and leads to a version that has it", () => {
  const told = model({ page: { ...page, runs: [run(0, 17, { older: true, previous: null })] } });
  assert.equal(told?.runs[0]?.older, true);
  assert.equal(told?.runs[0]?.href, `/-/at/${oid("b")}/events/2026/10/mergehaven`);
  assert.equal(told?.intro, "17 lines, from before today at 12:44.");
});

test("where only a part of the lines is from before, it is told how many are not", () => {
  const told = model({ page: { ...page, runs: [run(0, 15, { older: true, previous: null }), run(15, 17)] } });
  assert.equal(told?.intro, "17 lines: 2 by one person in one save, the others from before today at 12:44.");
});

test("a save that brought the page from another path leads to all of it, and to its lines there", () => {
  const brought = run(0, 17, { previous: { commit: oid("a"), path: "events/2026/10/merge haven.md" } });
  const told = model({ page: { ...page, runs: [brought] } });
  assert.equal(told?.runs[0]?.href, `/-/commit/${oid("b")}`);
  assert.equal(told?.runs[0]?.before, `/-/blame/events/2026/10/merge%20haven?at=${oid("a")}`);
});

test("a page as it was keeps its version in its ways on", () => {
  const told = model({ old: commit({ oid: oid("c") }) });
  assert.equal(told?.at, oid("c"));
  assert.equal(told?.read, `/-/at/${oid("c")}/events/2026/10/mergehaven`);
  assert.equal(told?.old?.now, "/-/blame/events/2026/10/mergehaven");
});

test("ages go in five steps, from today on", () => {
  const at = (days: number): number => ageOf(clock.now - days * 86_400_000, clock).step;
  assert.deepEqual([-1, 0.5, 0.6, 6.9, 7.1, 30.9, 31.1, 365, 367].map(at), [1, 1, 2, 2, 3, 3, 4, 4, 5]);
  assert.deepEqual(agesOf([], clock), []);
});
