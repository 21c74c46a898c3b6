import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "../../server/text/plain-text.ts";

test("a title keeps its words and loses its markdown", () => {
  const titles: Readonly<Record<string, string>> = {
    "Cold  light\tin  the deep ": "Cold light in the deep",
    "*Cold* **light** ***deep*** ~~old~~": "Cold light deep old",
    "_Cold_ __light__": "Cold light",
    "[Cold light](https://x.example/a_(b))": "Cold light",
    "[Cold][1] light": "Cold light",
    "![lamp](a.png) Cold": "lamp Cold",
    "CLI: `--format`": "CLI: --format",
    "``a ` b``": "a ` b",
    "Cold<br>light <b>deep</b>": "Coldlight deep",
    "<https://x.example>": "https://x.example",
    "<maren@x.example>": "maren@x.example",
    "Q&amp;A &lt;3 &#65;&#x42;": "Q&A <3 AB",
    "\\# \\*a\\*": "# *a*",
  };
  for (const [markdown, plain] of Object.entries(titles)) assert.equal(plainText(markdown), plain);
});

test("signs that are no markdown stay", () => {
  const titles = [
    "@dyn__",
    "__k3str3l",
    "snake_case_name",
    "2 * 3",
    "a * b * c",
    "CI&D",
    "a < b",
    "[draft]",
    "a ` b",
    "C:\\x",
    "~/notes",
    "a] b",
    "&unknown;",
    "&#0;",
    "&#xD800;",
    "wow!",
  ];
  for (const title of titles) assert.equal(plainText(title), title);
});

test("a title longer than any title is not taken apart beyond its start", () => {
  const long = "*a* ".repeat(1000).trim();
  assert.ok(plainText(long).startsWith("a a a"));
  assert.ok(plainText(long).endsWith("*a*"));
});
