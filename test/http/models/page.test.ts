import assert from "node:assert/strict";
import { test } from "node:test";
import { type PageHtml, type PageParts, pageModel } from "../../../server/http/models/page.ts";
import type { TalkHtml } from "../../../server/render/page-html.ts";
import { clock, commit, oid, page, pagePath, person, save, writing } from "./kit.ts";

const talk = (slug: string, changes: Partial<TalkHtml> = {}): TalkHtml => ({
  slug,
  title: slug,
  titleHtml: slug,
  speakers: [],
  byHtml: "",
  html: "<p>x</p>",
  day: null,
  empty: false,
  ...changes,
});

const html = (changes: Partial<PageHtml> = {}): PageHtml => ({
  title: "Mergehaven 2026",
  dates: ["Thu Oct 8 2026"],
  introHtml: "",
  talks: [talk("packfiles-on-a-train"), talk("expo")],
  uncut: false,
  ...changes,
});

const parts = (changes: Partial<PageParts> = {}): PageParts => ({
  page: page(),
  html: html(),
  credits: { people: 1, saves: 1, more: false },
  last: save(),
  writing: [],
  speakers: null,
  old: null,
  ...changes,
});

test("a page knows its folders, its source and what can be done with it", () => {
  const model = pageModel(parts(), clock);
  assert.deepEqual(model.crumbs, [
    { text: "events", href: "/events/" },
    { text: "2026", href: "/events/2026/" },
    { text: "10", href: "/events/2026/10/" },
    { text: "mergehaven.md", href: "/events/2026/10/mergehaven.md" },
  ]);
  assert.deepEqual(model.acts, {
    edit: "/-/edit/events/2026/10/mergehaven",
    slides: "/-/slides/events/2026/10/mergehaven",
    cutSlides: null,
    history: "/-/history/events/2026/10/mergehaven",
    blame: "/-/blame/events/2026/10/mergehaven",
    diff: null,
  });
  assert.equal(model.talks[1]?.acts.edit, "/-/edit/events/2026/10/mergehaven?talk=expo");
  assert.equal(model.follow, "/-/follow/events/2026/10/mergehaven");
});

test("paths are encoded in addresses, and shown as they are", () => {
  const model = pageModel(parts({ page: page({ path: pagePath("notes & more/50 %.md") }) }), clock);
  assert.equal(model.acts.edit, "/-/edit/notes%20%26%20more/50%20%25");
  assert.equal(model.crumbs[0]?.href, "/notes%20%26%20more/");
  assert.equal(model.crumbs[1]?.text, "50 %.md");
});

test("a short introduction stands in the head of an event, anything else with the notes", () => {
  const short = "<p>One <em>day</em>.</p>";
  assert.deepEqual(introOf(html({ introHtml: short })), [short, ""]);
  const list = "<p>Keynotes:</p><ul><li>x</li></ul>";
  assert.deepEqual(introOf(html({ introHtml: list })), ["", list]);
  assert.deepEqual(introOf(html({ introHtml: short, talks: [] })), ["", short]);
  const long = `<p>${"word ".repeat(400)}</p>`;
  assert.deepEqual(introOf(html({ introHtml: long })), ["", long]);

  function introOf(given: PageHtml): string[] {
    const model = pageModel(parts({ html: given }), clock);
    return [model.introHtml, model.restHtml];
  }
});

test("a link to the slides below the introduction does not move it out of the head", () => {
  const introHtml =
    '<p>One day.</p>\n<aside class="sidenote"><b>Note</b> <a href="/slides.html?x.md#!">View</a></aside>';
  const model = pageModel(parts({ html: html({ introHtml }) }), clock);
  assert.equal(model.introHtml, "<p>One day.</p>");
  assert.match(model.restHtml, /^<aside/);
});

test("a day is named once, above its first talk", () => {
  const talks = [
    talk("a", { day: null }),
    talk("b", { day: "Friday" }),
    talk("c", { day: "Friday" }),
    talk("d", { day: "Saturday" }),
  ];
  const model = pageModel(parts({ html: html({ talks }) }), clock);
  assert.deepEqual(
    model.talks.map((one) => one.day),
    [null, "Friday", null, "Saturday"],
  );
});

test("people are named at the talk they write in, and at the page where they write elsewhere in it", () => {
  const rooms = [writing(), writing({ talkSlug: null, people: [{ name: "Guest 7", slot: 1, again: false }] })];
  const model = pageModel(parts({ writing: rooms }), clock);
  assert.deepEqual(
    [model.talks[0]?.live, model.talks[0]?.now?.who, model.talks[0]?.now?.verb],
    ["1 writing", "Jun", "is writing"],
  );
  assert.equal(model.talks[1]?.now, null);
  assert.equal(model.now?.who, "Guest 7");
});

test("a page that is not UTF-8 is shown and cannot be written", () => {
  const model = pageModel(parts({ page: page({ editable: false }) }), clock);
  assert.equal(model.unreadable, true);
  assert.equal(model.acts.edit, null);
  assert.equal(model.talks[0]?.acts.edit, null);
});

test("a title with a link in it is not put into another link", () => {
  const talks = [talk("a", { titleHtml: '<a href="/x">a</a>' })];
  assert.equal(pageModel(parts({ html: html({ talks }) }), clock).talks[0]?.linked, false);
});

test("an empty page invites, a page of talks does not", () => {
  assert.equal(pageModel(parts({ html: html({ talks: [] }) }), clock).blank, true);
  assert.equal(pageModel(parts(), clock).blank, false);
});

test("the colophon counts what is known whole, and only says over where it is not", () => {
  const whole = pageModel(parts({ credits: { people: 2, saves: 2, more: false } }), clock).colophon;
  assert.equal(whole?.tally, "Two talks by two people in two saves");
  assert.deepEqual([whole?.last?.title, whole?.last?.when], ["Packfiles on a train", "today at 12:44"]);
  const part = pageModel(parts({ credits: { people: 2, saves: 2, more: true } }), clock).colophon;
  assert.equal(part?.tally, "Two talks in over 2 saves");
});

test("a page as it was can be compared and not written, and says whose it is", () => {
  const old = { commit: commit({ coAuthors: [person("Tobias Wexley")] }), touched: true, now: oid("9"), aside: null };
  const model = pageModel(parts({ old }), clock);
  assert.deepEqual(model.acts, {
    edit: null,
    slides: null,
    cutSlides: null,
    history: "/-/history/events/2026/10/mergehaven",
    blame: `/-/blame/events/2026/10/mergehaven?at=${oid("b")}`,
    diff: `/-/diff/events/2026/10/mergehaven?from=${oid("b")}`,
  });
  assert.equal(model.old?.who, "Ilse Karvonen and Tobias Wexley");
  assert.equal(model.source, `/events/2026/10/mergehaven.md?rev=${oid("b")}`);
  assert.deepEqual([model.follow, model.colophon], [null, null]);
  assert.equal(pageModel(parts({ old: { ...old, touched: false, now: null, aside: null } }), clock).old?.who, null);
});
