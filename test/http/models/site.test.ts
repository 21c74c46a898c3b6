import assert from "node:assert/strict";
import { test } from "node:test";
import { titleOfFolder } from "../../../server/http/models/folder.ts";
import { missingModel } from "../../../server/http/models/missing.ts";
import { siteModel } from "../../../server/http/models/site.ts";
import { clock, oid, pagePath, person, save } from "./kit.ts";

const viewer = { id: "0", name: "Guest 12", guest: true, number: 12, person: person("Guest 12") };
const link = (title: string) => ({ kind: "link" as const, title, href: `/${title}` });

test("a wiki without navigation has a name and no menu", () => {
  const site = siteModel(null, viewer);
  assert.deepEqual([site.name, site.menus], ["Plenary", []]);
  assert.deepEqual([site.me.initials, site.me.guest, site.me.numbered], ["12", true, true]);
});

test("entries outside of menus stand together, rules between the entries they divide", () => {
  const entries = [
    link("a"),
    link("b"),
    {
      kind: "menu" as const,
      title: "More",
      items: [
        { kind: "divider" as const },
        link("c"),
        { kind: "divider" as const },
        { kind: "group" as const, title: "Old" },
        link("d"),
        { kind: "divider" as const },
      ],
    },
    { kind: "menu" as const, title: "Empty", items: [] },
    link("e"),
  ];
  const { menus } = siteModel({ brand: "Notes", entries }, viewer);
  assert.deepEqual(
    menus.map((menu) => [menu.name, menu.items.map((item) => [item.title, item.href, item.cut])]),
    [
      [
        "",
        [
          ["a", "/a", false],
          ["b", "/b", false],
        ],
      ],
      [
        "More",
        [
          ["c", "/c", false],
          ["Old", null, true],
          ["d", "/d", false],
        ],
      ],
      ["", [["e", "/e", false]]],
    ],
  );
});

test("a page that never was can be begun, with a title that its address suggests", () => {
  const model = missingModel(pagePath("events/2026/11/lanternfish-days.md"), null, clock);
  assert.equal(model.gone, null);
  assert.deepEqual([model.form.title, model.form.event, model.form.date], ["Lanternfish days", true, "Thu Oct 8 2026"]);
  assert.match(model.form.example, /^Lanternfish days\n-+\n######Thu Oct 8 2026\n/);
  const plain = missingModel(pagePath("how-to.md"), null, clock);
  assert.deepEqual([plain.form.event, plain.form.date, plain.form.title], [false, "", "How to"]);
});

test("a page that was taken away says when and by whom, and where it still is", () => {
  const commit = oid("b");
  const deleted = { commit, to: null, unsaved: true, save: save({ path: "a.md" }) };
  const { gone } = missingModel(pagePath("a.md"), deleted, clock);
  assert.deepEqual(gone, {
    iso: "2026-10-08T12:44:00.000Z",
    when: "today at 12:44",
    who: "Maren Oduya",
    commit: `/-/commit/${commit}`,
    history: "/-/history/a",
    was: `/-/at/${oid("a")}/a`,
    restore: "/-/restore/a",
    unsaved: true,
  });
});

test("folders of events are called by their months", () => {
  assert.equal(titleOfFolder("events/2016/06"), "Events in June 2016");
  assert.equal(titleOfFolder("events/2016"), "Events in 2016");
  assert.equal(titleOfFolder("events/2016/99"), "Events in 2016");
  assert.equal(titleOfFolder("blog"), "Blog");
});
