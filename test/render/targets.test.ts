import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAddress, isOutside, linkTarget, pictureTarget } from "../../server/render/targets.ts";
import { pagePath } from "./contexts.ts";

const PAGE = pagePath("events/2026/10/mergehaven.md");

describe("a link's address", () => {
  it("may leave the site by a scheme that opens nothing but a page, a letter or a call", () => {
    for (const address of [
      "https://a.example/?q=a:b#c",
      "HTTP://a.example",
      "mailto:a@b.example",
      "tel:+1",
      "ircs://a.example",
      "//a.example",
    ]) {
      assert.equal(linkTarget(PAGE, address), address);
    }
  });

  it("is refused with any other scheme, however it is written", () => {
    for (const address of [
      "javascript:alert(1)",
      "JavaScript:alert(1)",
      " javascript:alert(1)",
      "java\nscript:x",
      "\u0000javascript:x",
      "java\u00adscript:x",
      "java\u200dscript:x",
      "javascript\u200b:x",
      "%6aavascript:x",
      "javascript%3ax",
      "%6Aavascript%3Ax",
      "vbscript:x",
      "data:text/html,x",
      "data:image/png;base64,AAAA",
      "file:///x",
      "blob:x",
      "view-source:x",
      "x y:z",
      "ms-word:x",
      ":x",
    ]) {
      assert.equal(linkTarget(PAGE, address), null, JSON.stringify(address));
    }
  });

  it("may hold a colon where that is no scheme", () => {
    assert.equal(linkTarget(PAGE, "./a:b.md"), "/events/2026/10/a%3Ab");
    assert.equal(linkTarget(PAGE, "a.md?x=b:c"), "/events/2026/10/a?x=b:c");
    assert.equal(linkTarget(PAGE, "#a:b"), "#a:b");
  });

  it("is none where nothing is written", () => {
    assert.equal(linkTarget(PAGE, ""), null);
    assert.equal(linkTarget(PAGE, "  "), null);
  });
});

describe("a picture's address", () => {
  it("is of the web, of the wiki, or a small picture itself", () => {
    assert.equal(pictureTarget(PAGE, "room.jpg"), "/events/2026/10/room.jpg");
    assert.equal(pictureTarget(PAGE, "https://a.example/x.png"), "https://a.example/x.png");
    assert.equal(pictureTarget(PAGE, "data:image/gif;base64,R0lGOD=="), "data:image/gif;base64,R0lGOD==");
  });

  it("is no document", () => {
    for (const address of [
      "data:image/svg+xml,<svg/>",
      "data:text/html,x",
      "data:image/png,x",
      "javascript:x",
      "mailto:a@b.example",
      "",
    ]) {
      assert.equal(pictureTarget(PAGE, address), null, address);
    }
  });
});

describe("an address", () => {
  it("is one for links or for pictures", () => {
    assert.ok(isAddress("data:image/png;base64,AAAA"));
    assert.ok(isAddress("x.md"));
    assert.ok(!isAddress("javascript:x"));
  });

  it("leaves the site with a host", () => {
    for (const address of ["https://a.example", "//a.example", "\\\\a.example", "/\\a.example"])
      assert.ok(isOutside(address), address);
    for (const address of ["/a", "#a", "?a", "mailto:a@b.example", "/a//b"]) assert.ok(!isOutside(address), address);
  });
});
