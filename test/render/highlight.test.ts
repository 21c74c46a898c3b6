import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { highlight, languageOf } from "../../server/render/highlight.ts";
import { MAX_CODE, MAX_CODE_LINE, MAX_CODE_PER_PAGE } from "../../server/render/limits.ts";
import { rendered } from "./contexts.ts";

describe("code", () => {
  it("has colours in a language that is known by name or alias", () => {
    assert.equal(highlight("true", "bash"), '<span class="hljs-literal">true</span>');
    assert.match(highlight("let a", "JS"), /^<span class="hljs-keyword">let<\/span> a$/);
    assert.equal(languageOf("JS"), "js");
  });

  it("is text in any other", () => {
    for (const language of ["", "nonsense", "constructor", "__proto__", "toString", '"><script>']) {
      assert.equal(languageOf(language), null);
      assert.equal(highlight('<a b="c">&', language), "&lt;a b=&quot;c&quot;&gt;&amp;");
    }
  });

  it("is text where colouring it could take long", () => {
    const line = `${"a = 1; ".repeat(10)}\n`;
    assert.match(highlight(line.repeat(Math.floor(MAX_CODE / line.length)), "js"), /hljs-number/);
    assert.doesNotMatch(highlight(line.repeat(Math.ceil(MAX_CODE / line.length) + 1), "js"), /hljs/);
    assert.match(highlight(`1${" ".repeat(MAX_CODE_LINE - 1)}`, "js"), /hljs/);
    assert.doesNotMatch(highlight(`1${" ".repeat(MAX_CODE_LINE)}`, "js"), /hljs/);
  });

  it("has colours up to so much of a page", () => {
    const block = `\`\`\`js\n${"a = 1;\n".repeat(500)}\`\`\`\n\n`;
    const html = rendered(block.repeat(20));
    assert.equal(html.match(/class="hljs /g)?.length, Math.floor(MAX_CODE_PER_PAGE / (7 * 500)));
    assert.equal(html.match(/<pre /g)?.length, 20);
  });
});
