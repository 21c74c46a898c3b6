import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { mayLinkTo, relink } from "../../server/text/relink.ts";

const from = "events/2016/06/dock.md" as PagePath;
const to = "archive/old dock.md" as PagePath;
const other = "events/2016/07/talk.md" as PagePath;
const move = { from, to };

describe("a link to a page that moves", () => {
  const written: readonly (readonly [was: string, is: string])[] = [
    ["[a](../06/dock.md)", "[a](../../../archive/old%20dock.md)"],
    ["[a](../06/dock)", "[a](../../../archive/old%20dock)"],
    ["[a](../06/dock.md#talk 'Title')", "[a](../../../archive/old%20dock.md#talk 'Title')"],
    ["[a](/events/2016/06/dock)", "[a](/archive/old%20dock)"],
    ["[a](/events/2016/06/dock.md?x=1#y)", "[a](/archive/old%20dock.md?x=1#y)"],
    ["[a](<../06/dock.md>)", "[a](<../../../archive/old%20dock.md>)"],
    ["[a](/-/slides/events/2016/06/dock)", "[a](/-/slides/archive/old%20dock)"],
    ["[a](/-/edit/events/2016/06/dock?talk=x)", "[a](/-/edit/archive/old%20dock?talk=x)"],
    ["[a](index.html#!events/2016/06/dock.md)", "[a](index.html#!archive/old%20dock.md)"],
    ["[a](/slides.html?events/2016/06/dock.md)", "[a](/slides.html?archive/old%20dock.md)"],
    ["[ref]: ../06/dock.md", "[ref]: ../../../archive/old%20dock.md"],
    ["[include](/events/2016/06/dock.md)", "[include](/archive/old%20dock.md)"],
    ['<a href="../06/dock.md">x</a>', '<a href="../../../archive/old%20dock.md">x</a>'],
    [
      "- deep [a](../06/dock.md) and [b](../06/dock.md)",
      "- deep [a](../../../archive/old%20dock.md) and [b](../../../archive/old%20dock.md)",
    ],
  ];
  for (const [was, is] of written) {
    it(`leads to it still, in the manner it was written in: ${was}`, () => {
      assert.equal(relink(`x\n${was}\ny`, other, move), `x\n${is}\ny`);
    });
  }

  const left = [
    "[a](../06/docks.md)",
    "[a](https://elsewhere.example/events/2016/06/dock.md)",
    "[a](#dock)",
    "[a](mailto:dock@example.org)",
    "`[a](../06/dock.md)`",
    "    [a](../06/dock.md)",
    "```\n[a](../06/dock.md)\n```",
    "../06/dock.md",
    "[a](dock.md)",
  ];
  for (const text of left) {
    it(`and nothing else is touched: ${JSON.stringify(text)}`, () => {
      assert.equal(relink(text, other, move), text);
    });
  }
});

describe("the links of a page that moves", () => {
  const written: readonly (readonly [was: string, is: string])[] = [
    ["![p](dock/a%20b.jpg)", "![p](../events/2016/06/dock/a%20b.jpg)"],
    ["[a](../07/talk.md#x)", "[a](../events/2016/07/talk.md#x)"],
    ["[a](./)", "[a](../events/2016/06/)"],
    ["[me](dock.md#x)", "[me](old%20dock.md#x)"],
    ["[me](/events/2016/06/dock#x)", "[me](/archive/old%20dock#x)"],
    ["[a](/events/2016/07/talk)", "[a](/events/2016/07/talk)"],
    ["[a](#x)", "[a](#x)"],
    ["[a](?x=1)", "[a](?x=1)"],
  ];
  for (const [was, is] of written) {
    it(`lead where they led: ${was}`, () => assert.equal(relink(was, from, move), is));
  }

  it("are left alone where it stays in its folder", () => {
    const renamed = { from, to: "events/2016/06/deck.md" as PagePath };
    const text = "![p](dock/a.jpg) [a](../07/talk.md) [b](#x)";
    assert.equal(relink(text, from, renamed), text);
  });
});

describe("whether a text may link to a page", () => {
  it("is told by the page's name, as it is or percent-encoded", () => {
    assert.equal(mayLinkTo("[a](../06/dock.md)", from), true);
    assert.equal(mayLinkTo("[a](../06/d%6fck.md)", from), true);
    assert.equal(mayLinkTo("[a](../06/deck.md)", from), false);
    assert.equal(mayLinkTo("[a](old%20dock)", to), true);
  });
});
