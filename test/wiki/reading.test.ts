import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { eventDay } from "../../server/wiki/event-date.ts";
import { createTestWiki, takeHand } from "../kit/wiki.ts";

const ada = { name: "Ada", email: "ada@example.org" };
const lantern =
  "Lantern\n-------\n######Wed Sep 16 2026\n\n\n\nLimits\n------\n\n- one\n\n\n\nQueues\n------\n\n- two\n";
const files = {
  "index.md": "Home\n====\n",
  "events/index.md": "Events\n======\n",
  "events/2026/09/lantern.md": lantern,
  "events/2026/09/late.md": "Late\n----\n######Sep 20\n",
  "events/2016/06/dockercon16.md": "DockerCon 2016\n--------------\n######Mon Jun 20 2016\n",
  "events/2016/06/picture.jpg": "jpeg",
  "notes/untitled.md": "just words\n",
};
const path = "events/2026/09/lantern.md" as PagePath;

describe("the wiki", () => {
  it("lists its pages by path, with title, date and number of talks", async () => {
    const { wiki } = createTestWiki(files);
    const pages = await wiki.pages();
    assert.deepEqual(
      pages.map((page) => page.path),
      Object.keys(files)
        .filter((file) => file.endsWith(".md"))
        .sort(),
    );
    assert.deepEqual(
      pages.find((page) => page.path === path),
      { path, title: "Lantern", date: "Wed Sep 16 2026", talks: 2 },
    );
    assert.equal(pages.find((page) => page.path === "notes/untitled.md")?.title, "untitled");
  });

  it("lists its events newest first, and not the folders' own pages", async () => {
    const { wiki } = createTestWiki(files);
    const events = await wiki.events();
    assert.deepEqual(
      events.map(({ title, year, month, day }) => [title, year, month, day]),
      [
        ["Late", 2026, 9, "Sep 20"],
        ["Lantern", 2026, 9, "Sep 16"],
        ["DockerCon 2016", 2016, 6, "Jun 20"],
      ],
    );
  });

  it("shows a folder's folders, pages and files; null for none", async () => {
    const { wiki } = createTestWiki(files);
    const folder = await wiki.folder("events/2016/06");
    assert.deepEqual(folder?.files, ["picture.jpg"]);
    assert.deepEqual(
      folder?.pages.map((page) => page.path),
      ["events/2016/06/dockercon16.md"],
    );
    assert.deepEqual((await wiki.folder("events"))?.folders, ["2016", "2026"]);
    assert.deepEqual((await wiki.folder(""))?.folders, ["events", "notes"]);
    assert.equal(await wiki.folder("even"), null);
  });

  it("knows a new page at once", async () => {
    const { wiki, repository } = createTestWiki(files);
    await wiki.pages();
    repository.foreign({ "new.md": "New\n---\n" });
    assert.equal((await wiki.pages()).find((page) => page.path === "new.md")?.title, "New");
  });

  it("reads a page live while it is typed, and as it was at any commit", async () => {
    const of = createTestWiki(files);
    const first = await of.wiki.page(path);
    const hand = await takeHand(of, path, ada);
    hand.type(0, "x");
    const live = await of.wiki.page(path);
    assert.equal(live?.live, true);
    assert.equal(live?.text, `x${lantern}`);
    assert.notEqual(live?.version, first?.version);
    assert.equal((await of.wiki.page(path, first?.commit))?.text, lantern);
    await of.wiki.save(path, ada);
    const saved = await of.wiki.page(path);
    assert.equal(saved?.live, false);
    assert.notEqual(saved?.version, first?.version);
  });

  it("gives a page that is no UTF-8 to readers, and refuses it to writers", async () => {
    const of = createTestWiki({ "a.md": "a\n" });
    await of.repository.commit(async () => ({
      files: new Map([["latin.md", Uint8Array.of(0x63, 0x61, 0x66, 0xe9)]]),
      author: ada,
      coAuthors: [],
      message: "latin",
    }));
    const page = await of.wiki.page("latin.md" as PagePath);
    assert.equal(page?.editable, false);
    await assert.rejects(of.wiki.room("latin.md" as PagePath), { code: "not-text" });
  });

  it("gives a page a room up to as many bytes of UTF-8 as the room may hold, and names that limit beyond", async () => {
    const limit = 1024 * 1024;
    const full = `${"€".repeat(Math.floor(limit / 3) - 1)}\n${"x".repeat(3)}`;
    assert.equal(Buffer.byteLength(full), limit);
    const of = createTestWiki({
      "full.md": full,
      "over.md": `${full}x`,
      "crlf.md": `\uFEFF${full.replace("\n", "\r\n")}`,
    });
    const hand = await takeHand(of, "full.md" as PagePath, ada);
    assert.equal(hand.text(), full);
    assert.ok(await of.wiki.room("crlf.md" as PagePath), "a byte order mark and CR are in the file alone");
    await assert.rejects(of.wiki.room("over.md" as PagePath), {
      code: "too-large",
      message: /a page holds at most 1024 KB of text/,
      data: { path: "over.md", limit },
    });
  });

  it("tells each save of a page: who, which talks, how much and where", async () => {
    const of = createTestWiki(files);
    const hand = await takeHand(of, path, ada);
    hand.type(lantern.length, "- three\n");
    await of.wiki.save(path, ada);
    const { saves, next } = await of.wiki.saves({ path, limit: 1 });
    const [save] = saves;
    assert.deepEqual(save?.authors, [ada]);
    assert.deepEqual(save?.talks, ["Queues"]);
    assert.deepEqual(save?.talkSlugs, ["queues"]);
    assert.deepEqual([save?.added, save?.removed], [1, 0]);
    assert.deepEqual(save?.marks, [{ kind: "add", from: 17 / 18, to: 1 }]);
    assert.equal(next, save?.commit);
    assert.equal((await of.wiki.saves({ path, limit: 9, ...(next && { before: next }) })).saves.length, 1);
  });

  it("tells a talk's own saves", async () => {
    const of = createTestWiki(files);
    for (const word of ["one", "two", "one"]) {
      const text = of.repository.text(path) ?? "";
      of.repository.foreign({
        [path]: text.replace(`- ${word}`, `- ${word} more`).replace("- one more more", "- one"),
      });
    }
    const limits = await of.wiki.saves({ path, talk: "limits", limit: 9 });
    assert.equal(limits.saves.length, 3);
    assert.equal((await of.wiki.saves({ path, talk: "queues", limit: 9 })).saves.length, 2);
    const [newest] = (await of.wiki.saves({ path, talk: "limits", limit: 1 })).saves;
    const rest = await of.wiki.saves({ path, talk: "limits", limit: 9, before: newest?.commit ?? "" });
    assert.deepEqual(rest.saves, limits.saves.slice(1));
  });

  it("tells followers of a page what happens to it, and not of others", async () => {
    const of = createTestWiki(files);
    const heard: string[] = [];
    const stop = of.wiki.follow(path, (news) => heard.push(news.kind));
    const hand = await takeHand(of, path, ada);
    hand.type(0, "x");
    await of.wiki.save(path, ada);
    assert.deepEqual(heard, ["edited", "committed"]);
    stop();
    hand.type(0, "y");
    assert.equal(heard.length, 2);
  });

  it("knows who is writing where", async () => {
    const of = createTestWiki(files);
    await takeHand(of, path, ada);
    const person = { slot: 1, again: false };
    of.people = [
      {
        path,
        since: 5,
        people: [
          { ...person, name: "Ada", talk: "queues" },
          { ...person, name: "Bo", talk: "queues" },
          { ...person, name: "Cy", talk: null },
        ],
      },
    ];
    const [writing, whole] = of.wiki.writing();
    assert.equal(writing?.talk, "Queues");
    assert.equal(writing?.title, "Lantern");
    assert.deepEqual(
      writing?.people.map(({ name }) => name),
      ["Ada", "Bo"],
    );
    assert.equal(whole?.talk, null);
    assert.deepEqual(
      whole?.people.map(({ name }) => name),
      ["Cy"],
    );
    assert.equal((await of.wiki.events()).find((event) => event.path === path)?.live, true);
  });
});

describe("an event's day", () => {
  const cases: [string, string | null][] = [
    ["Mon Jun 20 2016", "Jun 20"],
    ["Wed Sep 10 18:40:03 EDT 2014", "Sep 10"],
    ["Mon May 12 - Wed May 15 2014", "May 12 – 15"],
    ["Sun-Wed Dec 27-31 2015", "Dec 27 – 31"],
    ["Dec 27 2025 to Jan 2 2026", "Dec 27 – Jan 2"],
    ["Tue Dec  8", "Dec 8"],
    ["in the summer of 2016", null],
    ["", null],
  ];
  for (const [line, label] of cases) {
    it(`of "${line}" is ${label}`, () => assert.equal(eventDay(line)?.label ?? null, label));
  }
});
