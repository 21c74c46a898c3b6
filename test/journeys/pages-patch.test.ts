import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { createRandom, type Random } from "../kit/random.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
let browser: Browser;
let page: Page;

before(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  const { outputFiles } = await build({
    entryPoints: [path.join(root, "client/patch.ts")],
    bundle: true,
    format: "iife",
    globalName: "viewer",
    write: false,
  });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
});

after(() => browser?.close());

/** Patches one piece of HTML into another; what is left, and which of the elements with these ids are the same nodes. */
function patched(from: string, to: string, ids: readonly string[] = []): Promise<{ html: string; kept: string[] }> {
  return page.evaluate(
    ([before, wanted, names]) => {
      const scope = globalThis as unknown as { viewer: { patch(element: Element, fresh: Element): void } };
      document.body.innerHTML = before;
      const nodes = new Map(names.map((name) => [name, document.getElementById(name)]));
      scope.viewer.patch(document.body, new DOMParser().parseFromString(wanted, "text/html").body);
      const kept = names.filter((name) => nodes.get(name) === document.getElementById(name));
      return { html: document.body.innerHTML, kept };
    },
    [from, to, ids] as const,
  );
}

test("what is the same stays the very same node, whatever changes around it", async () => {
  const list = (...lines: string[]): string => lines.map((line) => `<li>${line}</li>`).join("");
  const before = `<p>a</p>\n<article id="one"><h2>One</h2><ul>${list("x", "y")}</ul></article>\n<article id="two">Two</article>\n<p id="end">b</p>`;
  const wanted = `<p class="new">a</p>\n<article id="one"><h2>One</h2><ul>${list("x", "new", "y")}</ul></article>\n<article id="between">New</article>\n<article id="two">Two</article>\n<p id="end">c</p>`;
  const { html, kept } = await patched(before, wanted, ["one", "two", "end"]);
  assert.equal(html, wanted);
  assert.deepEqual(kept, ["one", "two", "end"]);
});

test("a fold that the reader opened stays open", async () => {
  const { html } = await patched("<details open=''><p>a</p></details>", "<details><p>b</p></details>");
  assert.equal(html, '<details open=""><p>b</p></details>');
});

test("any page becomes any other", async () => {
  const random = createRandom();
  for (let run = 0; run < 300; run += 1) {
    const [from, to] = [fragment(random, 3), fragment(random, 3)];
    const { html } = await patched(from, to);
    const { html: same } = await patched("", to);
    assert.equal(html, same, `seed ${random.seed}, run ${run}: ${from}`);
  }
});

/** A few nested elements and texts; some have ids, in any order. */
function fragment(random: Random, depth: number): string {
  let html = "";
  for (let count = random.int(5); count > 0; count -= 1) {
    if (random.chance(0.4) || depth === 0) {
      html += random.pick(["a", "b ", "\n", "<br>"]);
      continue;
    }
    const tag = random.pick(["div", "section", "span"]);
    const id = random.chance(0.4) ? ` id="${random.pick(["x", "y", "z"])}"` : "";
    const style = random.chance(0.3) ? ` class="${random.pick(["p", "q"])}"` : "";
    html += `<${tag}${id}${style}>${fragment(random, depth - 1)}</${tag}>`;
  }
  return html;
}
