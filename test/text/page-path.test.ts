import assert from "node:assert/strict";
import { test } from "node:test";
import { eventPath, pageAddress, parseFilePath, parsePagePath, slugOf } from "../../server/text/page-path.ts";

test("an address with or without .md, with or without a leading slash, is one page", () => {
  for (const raw of [
    "events/2026/11/lantern",
    "/events/2026/11/lantern",
    "events/2026/11/lantern.md",
    "/events/2026/11/lantern.md",
  ]) {
    assert.equal(parsePagePath(raw), "events/2026/11/lantern.md");
  }
});

test("names of any script, with spaces and signs, are pages", () => {
  const fine = [
    "index",
    "a b/c d",
    "заметки/встреча",
    "2026/日本語",
    "café",
    "cafe\u0301",
    "hash#mark",
    "what?",
    "100%",
    "%2e%2e/x",
    "a..b",
    "..a",
    "a.",
    ".github/notes",
    "gitlab",
    "git",
    ".gitignore",
    "x.git",
    "git~x",
    "-a/b",
    "a/-",
    "c:/x",
    "😀",
    "notes.git.md/x",
    "a…",
  ];
  for (const raw of fine) assert.equal(parsePagePath(raw), `${raw}.md`);
});

test("what is hostile or malformed is no path at all", () => {
  const hostile = [
    "",
    "/",
    "//",
    "//evil.example/x",
    "a//b",
    "a/",
    ".",
    "..",
    "../x",
    "a/../b",
    "a/./b",
    "a/..",
    "...",
    "a/. ./b",
    ".. /x",
    "a/ /b",
    "a\\b",
    "..\\x",
    "a\0b",
    "a\nb",
    "a\tb",
    "a\x7fb",
    "a\x9fb",
    ".git",
    ".git/config",
    "a/.git/b",
    ".GIT/x",
    ".Git /x",
    ".git./x",
    ".git . ./x",
    ".git::$INDEX_ALLOCATION/x",
    ".git:x/y",
    "git~1",
    "GIT~1/x",
    "git~12/x",
    "git~1./x",
    ".g\u200cit/x",
    "\u200d.git/x",
    ".git\ufeff/x",
    ".g\u00adit/x",
    "\uff0egit/x",
    ".\u200b./x",
    "\u2060/x",
    "-",
    "-/edit/x",
    "\ud800",
    "a\udc00b",
    "x".repeat(256),
    `${"é".repeat(128)}`,
    Array.from({ length: 300 }, () => "abc").join("/"),
  ];
  for (const raw of hostile) {
    assert.equal(parsePagePath(raw), null, JSON.stringify(raw));
    assert.equal(parseFilePath(raw), null, JSON.stringify(raw));
  }
});

test("a segment may take 255 bytes with its .md, and not one more", () => {
  assert.notEqual(parsePagePath("x".repeat(252)), null);
  assert.equal(parsePagePath("x".repeat(253)), null);
  assert.notEqual(parseFilePath("😀".repeat(63)), null);
  assert.equal(parseFilePath("😀".repeat(64)), null);
});

test("a page can not stand where the wiki has its own addresses, or another page's markdown", () => {
  for (const raw of [
    "-.md",
    "-/x.md",
    "notes.git",
    "notes.git/info/refs",
    "slides.html",
    "slides.html.md",
    "x.md.md",
    ".md",
    "a/.md",
  ]) {
    assert.equal(parsePagePath(raw), null, raw);
  }
  for (const raw of ["slides.html", "notes.git/x", "a/x.md.md"]) assert.equal(parseFilePath(raw), raw);
});

test("a file keeps its name as it is", () => {
  assert.equal(parseFilePath("/talks/go/le.png"), "talks/go/le.png");
  assert.equal(parseFilePath("LICENSE"), "LICENSE");
});

test("an address is encoded segment by segment", () => {
  const addresses: [string, string][] = [
    ["events/2016/06/dockercon16.md", "/events/2016/06/dockercon16"],
    ["a b/50%.md", "/a%20b/50%25"],
    ["what?/a#b.md", "/what%3F/a%23b"],
    ["события/x.md", "/%D1%81%D0%BE%D0%B1%D1%8B%D1%82%D0%B8%D1%8F/x"],
    ["index.md", "/"],
    ["events/index.md", "/events/"],
    ["index/x.md", "/index/x"],
    ["reindex.md", "/reindex"],
  ];
  for (const [raw, address] of addresses) {
    const path = parsePagePath(raw);
    assert.ok(path);
    assert.equal(pageAddress(path), address);
  }
});

test("an address leads back to its page", () => {
  for (const raw of ["a", "a b", "100%", "%2e%2e", "a?b#c", "日本/語", "a+b&c=d"]) {
    const path = parsePagePath(raw);
    assert.ok(path);
    assert.equal(parsePagePath(decodeURIComponent(pageAddress(path))), path);
  }
});

test("a slug keeps letters and digits of any script and joins the rest by hyphens", () => {
  const slugs: [string, string][] = [
    ["Golden Ticket", "golden-ticket"],
    ["  20 Minutes -- to  fake it!  ", "20-minutes-to-fake-it"],
    ["Moby's cool hacks", "moby-s-cool-hacks"],
    ["CI&D", "ci-d"],
    ["snake_case", "snake-case"],
    ["Über Größe", "über-größe"],
    ["U\u0308ber", "über"],
    ["日本語の話", "日本語の話"],
    ["हिन्दी बात", "हिन्दी-बात"],
    ["", "talk"],
    ["???", "talk"],
    ["😀", "talk"],
    ["\ud800x", "x"],
  ];
  for (const [title, slug] of slugs) assert.equal(slugOf(title), slug);
});

test("a long slug is cut between characters and fits a file name", () => {
  assert.equal(slugOf("x".repeat(500)), "x".repeat(200));
  assert.equal(slugOf("語".repeat(500)), "語".repeat(66));
  assert.equal(slugOf(`${"x".repeat(199)} y`), "x".repeat(199));
});

test("an event's page goes to its month", () => {
  assert.equal(eventPath("Lanternfish 2026", { year: 2026, month: 3 }), "events/2026/03/lanternfish-2026.md");
  assert.equal(eventPath("!", { year: 987, month: 12 }), "events/0987/12/talk.md");
});

test("an event called Index does not take its folder's page", () => {
  assert.equal(eventPath("Index", { year: 2026, month: 1 }), "events/2026/01/index-event.md");
});
