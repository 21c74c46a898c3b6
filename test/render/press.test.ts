import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { createPress } from "../../server/render/press.ts";
import { BOMBS, filled } from "../kit/bombs.ts";
import { createRandom } from "../kit/random.ts";
import { contextOf } from "./contexts.ts";
import { assertSafe, wordsIn } from "./safe-html.ts";

const program = path.resolve(import.meta.dirname, "..", "..", "dist", "server", "press-worker.js");
const context = contextOf();
const long = `Event\n-----\n######Mon Jun 20 2016\n\n\n\nTalk\n----\nAnn @ann\n\n${"- a *b* [c](d.md)\n".repeat(3000)}`;

describe("the press", () => {
  it("gives a short text and a long one the same HTML as the renderer, page and deck", async () => {
    const press = createPress(program, { longestMs: 60_000 });
    for (const text of ["# Short\n", long]) {
      assert.deepEqual(await press.page(text, context), { html: pageHtml(text, context), rendered: true });
      assert.deepEqual(await press.deck(text, context, null), { html: deckHtml(text, context), rendered: true });
      const one = deckHtml(text, context, { talk: "talk" });
      assert.deepEqual(await press.deck(text, context, "talk"), { html: one, rendered: true });
    }
  });

  it("shows what takes too long as it is written, with its title and a word on why", async () => {
    const press = createPress(program, { longestMs: 1 });
    const { html, rendered } = await press.page(`${long}<script>alert(1)</script>`, context);
    assert.equal(rendered, false);
    assert.deepEqual([html.title, html.dates, html.talks], ["Event", ["Mon Jun 20 2016"], []]);
    assertSafe(html.introHtml, "as written");
    assert.match(wordsIn(html.introHtml), /^This page is shown as it is written: /);
    assert.match(html.introHtml, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    const deck = await press.deck(long, context, null);
    assert.equal(deck.html.columns[0]?.slides.length, 1);
    assert.match(deck.html.columns[0]?.slides[0]?.html ?? "", /- a \*b\*/);
  });

  it("renders the next text after one that took too long", async () => {
    // Ten thousand unclosed elements take seconds; what is asked for after them waits for their end and is then begun.
    const press = createPress(program, { longestMs: 400, refusedMs: 60_000 });
    const bomb = BOMBS["elements that stay open, slide by slide"]?.(1_000_000) ?? "";
    const slow = await press.page(bomb, context);
    const next = await press.page(`${"a\n\n\n".repeat(10)}${filled("words ", 30_000)}`, context);
    assert.deepEqual([slow.rendered, next.rendered], [false, true]);
  });

  it("shows a text as it is written that would become more than a browser can bear", async () => {
    const press = createPress(program, { longestMs: 60_000 });
    assert.equal((await press.deck("a\n\n\n".repeat(8000), context, null)).rendered, false);
  });

  it("shows a text as it is written where too many wait", async () => {
    const press = createPress(program, { longestMs: 60_000, waiting: 1 });
    const asked = [1, 2, 3].map((n) => press.page(`${n}\n\n${long}`, context));
    assert.deepEqual(
      (await Promise.all(asked)).map(({ rendered }) => rendered),
      [true, false, false],
    );
  });

  it("does one text once, however many ask", async () => {
    const press = createPress(program, { longestMs: 60_000 });
    const all = await Promise.all([1, 2, 3].map(() => press.page(long, context)));
    assert.ok(all.every((printed) => printed === all[0]));
    assert.equal(await press.page(long, context), all[0]);
  });

  it("refuses where its thread cannot be started, and renders short texts all the same", async () => {
    const press = createPress(`${program}.missing`);
    await assert.rejects(press.page(long, context));
    assert.equal((await press.page("# Short\n", context)).rendered, true);
  });

  const random = createRandom();
  it(`shows any mixture of bombs, and nothing of it is unsafe (seed ${random.seed})`, async () => {
    const press = createPress(program);
    const bombs = Object.values(BOMBS);
    for (let run = 0; run < 20; run++) {
      const pieces = Array.from({ length: 1 + random.int(6) }, () => random.pick(bombs)(1 + random.int(9000)));
      const { html } = await press.page(pieces.join("\n"), context);
      const parts = [html.introHtml, ...html.talks.map((talk) => talk.html)];
      for (const part of parts) assertSafe(part, `SEED=${random.seed} run ${run}`);
    }
  });
});
