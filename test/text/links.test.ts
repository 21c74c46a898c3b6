import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveLink } from "../../server/text/links.ts";
import { parsePagePath } from "../../server/text/page-path.ts";

/** Where each link leads from a page. */
function leads(page: string, cases: Readonly<Record<string, string>>): void {
  const path = parsePagePath(page);
  assert.ok(path);
  for (const [href, address] of Object.entries(cases)) assert.equal(resolveLink(path, href), address, href);
}

test("a relative link starts at the page's folder", () => {
  leads("events/2016/04/a.md", {
    "b.md": "/events/2016/04/b",
    "./b.md": "/events/2016/04/b",
    "../06/x.md": "/events/2016/06/x",
    "../../2015/12/y.md#talk": "/events/2015/12/y#talk",
    "b.md?rev=12": "/events/2016/04/b?rev=12",
    "a/lamp.png": "/events/2016/04/a/lamp.png",
    b: "/events/2016/04/b",
    "../": "/events/2016/",
    ".": "/events/2016/04/",
    "..": "/events/2016/",
    "index.md": "/events/2016/04/",
    "../../../index.md": "/",
    "a%20b.md": "/events/2016/04/a%20b",
    "a b.md": "/events/2016/04/a%20b",
    "?rev=12": "/events/2016/04/a?rev=12",
  });
});

test("a link from the root stays there, and none leads above it", () => {
  leads("events/2016/04/a.md", {
    "/talks/b.md": "/talks/b",
    "/talks/../b.md": "/b",
    "/": "/",
    "../../../../../../b.md": "/b",
    "/../../b.png": "/b.png",
  });
});

test("what leads elsewhere, and a fragment of the page, is left as it is", () => {
  const same = [
    "https://x.example/a.md",
    "HTTP://x",
    "mailto:a@b.example",
    "//x.example/a.md",
    "data:,x",
    "#golden-ticket",
    "#!",
    "",
  ];
  leads("a/b.md", Object.fromEntries(same.map((href) => [href, href])));
});

test("slides are addressed from the root wherever the link stands", () => {
  leads("talks/a.md", {
    "slides.html?talks/a.md#!": "/slides.html?talks/a.md#!",
    "../slides.html?talks/a.md#!": "/slides.html?talks/a.md#!",
    "/slides.html?talks/a.md": "/slides.html?talks/a.md",
    "../../x/slides.html?talks/a.md": "/slides.html?talks/a.md",
  });
});

test("addresses of the old site lead to their pages", () => {
  leads("talks/a.md", {
    "index.html#!events/2016/06/x.md": "/events/2016/06/x",
    "../index.html#!events/index.md": "/events/",
    "/index.html#!x.md#part": "/x#part",
    "#!x/y.md": "/x/y",
    "index.html": "/talks/",
    "/index.html": "/",
  });
});

test("no relative link becomes the address of another site", () => {
  leads("a.md", {
    "..//evil.example": "/evil.example",
    "/a/..//evil.example": "/evil.example",
    "\\\\evil.example": "/%5C%5Cevil.example",
    "/\\evil.example": "/%5Cevil.example",
    "/\t/evil.example": "/%09/evil.example",
    "\n//evil.example": "/%0A/evil.example",
    "java\nscript:x": "/java%0Ascript:x",
    " javascript:x": "/%20javascript:x",
    "index.html#!//evil.example/x.md": "/evil.example/x",
  });
});

test("what no page may be called is still an address of this site", () => {
  leads("a/b.md", {
    "%2e%2e/x.md": "/a/%2e%2e/x.md",
    ".git/x.md": "/a/.git/x.md",
    "%zz.md": "/a/%25zz",
    "\ud800.md": "/a/\ufffd.md",
    'a"b<c>.png': "/a/a%22b%3Cc%3E.png",
  });
});
