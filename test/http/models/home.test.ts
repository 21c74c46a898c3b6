import assert from "node:assert/strict";
import { test } from "node:test";
import { type HomeParts, homeModel, leadOf } from "../../../server/http/models/home.ts";
import { clock, event, oid, person, save, writing } from "./kit.ts";

const nothing: HomeParts = { index: null, events: [], saves: [], writing: [] };

test("a wiki with nothing in it still has a front page", () => {
  const model = homeModel(nothing, clock);
  assert.notEqual(model.heading, "");
  assert.match(model.leadHtml, /^<p>/);
  assert.deepEqual([model.years, model.older, model.changes, model.writing], [[], null, [], []]);
});

test("the index page's title and first paragraph head the front page, the rest stands below", () => {
  const index = {
    title: "Our notes",
    introHtml: "<p>First <em>words</em>.</p>\n<ul><li>x</li></ul>",
    talksHtml: "<h2>About</h2>",
  };
  const model = homeModel({ ...nothing, index }, clock);
  assert.equal(model.heading, "Our notes");
  assert.equal(model.leadHtml, "<p>First <em>words</em>.</p>");
  assert.equal(model.restHtml, "<ul><li>x</li></ul><h2>About</h2>");
});

test("text that does not begin with a paragraph has no lead", () => {
  assert.deepEqual(leadOf("<div><p>a</p></div>"), { lead: "", rest: "<div><p>a</p></div>" });
  assert.deepEqual(leadOf(""), { lead: "", rest: "" });
  assert.deepEqual(leadOf("<pre>a</pre><p>b</p>"), { lead: "", rest: "<pre>a</pre><p>b</p>" });
  assert.deepEqual(leadOf("<p>a</p><p>b</p>"), { lead: "<p>a</p>", rest: "<p>b</p>" });
});

test("events stand under their years, with what is known of each", () => {
  const events = [
    event(2026, "Mergehaven", { live: true }),
    event(2026, "Lantern", { talks: 1, day: null, month: null }),
    event(2016, "DockerCon", { talks: 0, month: 6 }),
  ];
  const { years } = homeModel({ ...nothing, events }, clock);
  assert.deepEqual(
    years.map((year) => [year.year, year.events.map((one) => [one.href, one.month, one.note])]),
    [
      [
        2026,
        [
          ["/events/2026/10/mergehaven", "2026-10", "7 talks, live"],
          ["/events/2026/10/lantern", "2026", "1 talk"],
        ],
      ],
      [2016, [["/events/2016/10/dockercon", "2016-06", "notes"]]],
    ],
  );
});

test("a long list folds its oldest years away, and says how much is in the fold", () => {
  const events = [2026, 2025, 2024, 2023].flatMap((year) =>
    Array.from({ length: 12 }, (_, index) => event(year, `Event ${index}`)),
  );
  const { years, older } = homeModel({ ...nothing, events }, clock);
  assert.deepEqual(
    years.map((year) => year.year),
    [2026, 2025],
  );
  assert.equal(older?.label, "2023 to 2024, 24 events");
  const one = homeModel({ ...nothing, events: events.slice(0, 36) }, clock);
  assert.equal(one.older?.label, "2024, twelve events");
});

test("the newest year is never folded, however much happened in it", () => {
  const events = Array.from({ length: 60 }, (_, index) => event(2026, `Event ${index}`));
  assert.equal(homeModel({ ...nothing, events }, clock).older, null);
});

test("a save is told by its talk, its event and its people", () => {
  const authors = ["Ilse Karvonen", "Tobias Wexley", "Maren Oduya"].map(person);
  const saves = [save({ authors }), save({ talks: [], date: Date.UTC(2026, 9, 7) })];
  const [first, second] = homeModel({ ...nothing, saves }, clock).changes;
  assert.deepEqual(
    [first?.title, first?.event, first?.who, first?.when],
    ["Packfiles on a train", "Mergehaven 2026", "Ilse and two more", "12:44"],
  );
  assert.equal(first?.href, `/-/diff/events/2026/10/mergehaven?from=${oid("a")}&to=${oid("b")}`);
  assert.deepEqual([second?.title, second?.event, second?.when], ["Mergehaven 2026", null, "yesterday"]);
});

test("what is being written leads to its talk in the editor", () => {
  const rooms = [writing(), writing({ talk: null, talkSlug: null })];
  const [talk, whole] = homeModel({ ...nothing, writing: rooms }, clock).writing;
  assert.deepEqual([talk?.title, talk?.event, talk?.count], ["Packfiles on a train", "Mergehaven 2026", "one writing"]);
  assert.equal(talk?.href, "/-/edit/events/2026/10/mergehaven?talk=packfiles-on-a-train");
  assert.deepEqual([whole?.title, whole?.event], ["Mergehaven 2026", null]);
  assert.equal(whole?.href, "/-/edit/events/2026/10/mergehaven");
});
