/** Keys of one letter, and the switch that takes them away. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test("keys of one letter are switched off where the keys are told, for pages and decks, and on again", async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
  const notes = `${server.url}/events/2016/06/dockercon16`;
  const deck = `${server.url}/-/slides/events/2016/06/dockercon16`;
  await page.goto(notes);
  await page.keyboard.press("?");
  const letters = page.getByLabel("Keys of one letter work");
  assert.ok(await letters.isChecked());
  await letters.uncheck();
  await page.keyboard.press("Escape");
  for (const key of ["e", "j", "?", "n"]) await page.keyboard.press(key);
  assert.equal(page.url(), notes);
  assert.ok(await letters.isHidden());
  await page.goto(deck);
  await page.locator(".reveal.ready").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.press("e");
  assert.ok(page.url().startsWith(deck));
  assert.match(await page.locator("[data-at]").first().innerText(), /^1 \//);
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-at]", { hasText: /^2 \// }).waitFor();

  // With the letters gone, the sheet is where it always was: a link of the front page.
  await page.goto(server.url);
  await page.getByRole("link", { name: "All the keys" }).click();
  await letters.check();
  await page.goto(notes);
  await page.keyboard.press("e");
  await page.waitForURL("**/-/edit/**");
  await page.context().close();
});
