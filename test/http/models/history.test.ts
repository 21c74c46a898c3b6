import assert from "node:assert/strict";
import { test } from "node:test";
import { type HistoryParts, historyModel } from "../../../server/http/models/history.ts";
import { clock, oid, pagePath, person, save } from "./kit.ts";

const talks = ["Opening", "Packfiles on a train"].map((title) => ({
  slug: title.toLowerCase().replaceAll(" ", "-"),
  title,
}));
const page = { path: pagePath("events/2026/10/mergehaven.md"), title: "Mergehaven 2026", now: oid("3"), talks };
const parts = (changes: Partial<HistoryParts> = {}): HistoryParts => ({
  page,
  talk: null,
  before: null,
  limit: null,
  history: { saves: [save()], next: null },
  tags: new Map(),
  ...changes,
});

test("saves stand under the day they were made", () => {
  const dates = [Date.UTC(2026, 9, 8, 12), Date.UTC(2026, 9, 8, 9), Date.UTC(2026, 9, 6, 17)];
  const saves = dates.map((date, index) => save({ date, commit: oid(String(index)) }));
  const { days } = historyModel(parts({ history: { saves, next: null } }), clock);
  assert.deepEqual(
    days.map((day) => [day.title, day.saves.map((one) => one.clock)]),
    [
      ["Today", ["12:00", "09:00"]],
      ["Tuesday", ["17:00"]],
    ],
  );
});

test("one person has one colour down the page", () => {
  const names = ["Maren Oduya", "Ilse Karvonen", "Tobias Wexley", "Guest 12"];
  const saves = [...names, ...names].map((name) => save({ authors: [person(name)] }));
  const { days } = historyModel(parts({ history: { saves, next: null } }), clock);
  const slots = days.flatMap((day) => day.saves.map((one) => one.people.faces[0]?.slot));
  assert.deepEqual(slots.slice(0, 4), slots.slice(4));
  assert.equal(new Set(slots).size, 4);
});

test("a history that is all there says how much it is, a part of one does not", () => {
  const saves = [save(), save({ commit: oid("d"), date: Date.UTC(2026, 9, 6), authors: [person("Ilse")] })];
  assert.match(
    historyModel(parts({ history: { saves, next: null } }), clock).intro,
    /^Two saves by two people since Tue Oct 6\. /,
  );
  assert.match(historyModel(parts({ history: { saves, next: oid("d") } }), clock).intro, /^Each bar/);
  assert.match(historyModel(parts({ before: oid("e"), history: { saves, next: null } }), clock).intro, /^Each bar/);
});

test("older saves are one link away, and the talk and length that were asked for stay", () => {
  const asked = parts({ talk: "opening", limit: "2", before: oid("c"), history: { saves: [save()], next: oid("b") } });
  const model = historyModel(asked, clock);
  assert.equal(model.older, `/-/history/events/2026/10/mergehaven?talk=opening&limit=2&before=${oid("b")}`);
  assert.equal(model.newest, "/-/history/events/2026/10/mergehaven?talk=opening&limit=2");
  assert.deepEqual(
    model.talks.map((talk) => talk.chosen),
    [true, false],
  );
});

test("the changes of the whole wiki name the page beside the talk", () => {
  const model = historyModel(parts({ page: null }), clock);
  assert.equal(model.crumbs, null);
  const [first] = model.days[0]?.saves ?? [];
  assert.deepEqual(
    [first?.title, first?.event, first?.eventHref],
    ["Packfiles on a train", "Mergehaven 2026", "/events/2026/10/mergehaven"],
  );
  assert.equal(historyModel(parts(), clock).days[0]?.saves[0]?.event, null);
});

test("nothing to show is said, and why", () => {
  const none = { saves: [], next: null };
  assert.match(historyModel(parts({ history: none }), clock).empty, /Nothing was ever saved/);
  assert.match(historyModel(parts({ history: none, talk: "opening" }), clock).empty, /this talk/);
  assert.match(historyModel(parts({ history: none, before: oid("a") }), clock).empty, /older/);
});

test("a save from before the page was moved says where it was, and is neither compared nor taken back", () => {
  const saves = [save({ after: oid("3") }), save({ commit: oid("c"), path: "events/old.md" })];
  const model = historyModel(parts({ history: { saves, next: null } }), clock);
  const [newest, older] = model.days[0]?.saves ?? [];
  assert.deepEqual([newest?.message, older?.message], [null, "was at events/old.md"]);
  assert.deepEqual([older?.back, older?.version, model.compare], [null, null, null]);
  assert.match(older?.href ?? "", /^\/-\/diff\/events\/old\?/);
});

test("a picture's save leads to its commit, not to a page it never was", () => {
  const model = historyModel(
    parts({ page: null, history: { saves: [save({ path: "a/b.jpg", talks: [] })], next: null } }),
    clock,
  );
  const [first] = model.days[0]?.saves ?? [];
  assert.equal(first?.was, null);
  assert.equal(first?.href, `/-/commit/${oid("b")}`);
});

test("a talk's save says what the talk was called, and leads to its changes under that name", () => {
  const then = [
    { slug: "packfiles", called: null, until: "Packs" },
    { slug: "packs", called: "Packs", until: null },
    { slug: "packfiles", called: null, until: null },
  ];
  const saves = then.map((talk, index) => save({ talk, commit: oid(String(index)) }));
  const model = historyModel(parts({ talk: "packfiles", history: { saves, next: null } }), clock);
  const shown = model.days.flatMap((day) => day.saves);
  assert.deepEqual(
    shown.map((one) => one.message),
    ["was called Packs until then", "was called Packs", null],
  );
  assert.match(shown[1]?.href ?? "", /&talk=packs$/);
});

test("each save that was found says what it did to the word, and the search goes on further back", () => {
  const counts = [
    [0, 1],
    [0, 3],
    [2, 0],
    [1, 4],
    [1200, 1100],
  ] as const;
  const saves = counts.map((_, index) => save({ commit: oid(String(index)) }));
  const found = {
    word: "ramen",
    counts: new Map(counts.map(([before, after], index) => [oid(String(index)), { before, after }])),
    searched: 1000,
  };
  const model = historyModel(parts({ found, history: { saves, next: oid("9") } }), clock);
  assert.deepEqual(
    model.days.flatMap((day) => day.saves.map((one) => one.mention)),
    [
      "“ramen” appeared",
      "“ramen” appeared, three times",
      "“ramen” vanished, twice",
      "“ramen” more often, 1 → 4",
      "“ramen” less often, 1,200 → 1,100",
    ],
  );
  assert.match(model.intro, /^Five saves of the 1,000 looked through so far change how often/);
  assert.deepEqual(
    [model.olderTitle, model.older],
    ["Search further back", `/-/history/events/2026/10/mergehaven?word=ramen&before=${oid("9")}`],
  );
  const none = { ...found, counts: new Map() };
  const empty = (next: string | null) =>
    historyModel(parts({ found: none, history: { saves: [], next } }), clock).empty;
  assert.match(empty(null), /never stood in this page/);
  assert.match(empty(oid("9")), /There are older ones/);
});
