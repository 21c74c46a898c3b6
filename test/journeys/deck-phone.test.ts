import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { at, newPerson, openDeck, phone, present, shown, told, wide, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();

const more = (page: Page) => page.getByRole("button", { name: "More" });

/** What can be pressed in the dock and is smaller than a finger. */
function small(page: Page): Promise<string[]> {
  return page.locator(":is(.dock, .speaker__go) :is(a, button)").evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility())
      .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44)
      .map((one) => one.outerHTML.slice(0, 80)),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`on a phone one button holds what else a deck can do, large enough for a thumb, ${colorScheme}`, async () => {
    const { browser, server } = house;
    const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
    const page = await openDeck(await newPerson(browser, { ...phone, colorScheme }), address);
    assert.equal(await page.getByRole("button", { name: "Present", exact: true }).count(), 0);
    await more(page).tap();
    assert.equal(await more(page).getAttribute("aria-expanded"), "true");
    for (const name of ["Speaker’s view", "Print", "Take it with you as one file"]) {
      assert.ok(await page.getByRole("link", { name }).isVisible(), name);
    }
    assert.deepEqual(await small(page), []);
    assert.deepEqual(await findingsOn(page), []);
    const over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(over, 0);
    await page.getByRole("button", { name: /^Colours/ }).tap();
    await page.getByRole("button", { name: "Colours: light" }).waitFor();
    await present(page);
    await told(page, "You present");
    assert.equal(await more(page).getAttribute("aria-expanded"), "false");
    assert.deepEqual(await findingsOn(page), []);
    await more(page).tap();
    await page.touchscreen.tap(40, 200);
    await page.getByRole("button", { name: "Stop presenting" }).waitFor({ state: "hidden" });
  });
}

test("the dock's button is worked by keys: its menu follows it, and Escape closes it and nothing else", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const page = await openDeck(await newPerson(browser, { viewport: phone.viewport }), address);
  await more(page).focus();
  await page.keyboard.press("Space");
  assert.equal(await more(page).getAttribute("aria-expanded"), "true");
  assert.equal(await shown(page), ".1");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), "Present");
  await page.keyboard.press("Escape");
  assert.equal(await more(page).getAttribute("aria-expanded"), "false");
  assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), "More");
  assert.equal(await page.locator(".reveal.overview").count(), 0);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await told(page, "You present");
  assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), "More");
});

test("where there is room the dock shows everything and no menu, and a button takes the space bar", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const page = await openDeck(await newPerson(browser, wide), address);
  assert.equal(await more(page).count(), 0);
  await page.getByRole("button", { name: "Present", exact: true }).focus();
  await page.keyboard.press("Space");
  await told(page, "You present");
  assert.equal(await shown(page), ".1");
});

test("without a script a phone has the links of the dock", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const page = await (await newPerson(browser, { ...phone, javaScriptEnabled: false })).newPage();
  await page.goto(address);
  assert.ok(await page.getByRole("link", { name: "Take it with you as one file" }).isVisible());
  const right = await page.locator(".dock").evaluate((dock) => dock.getBoundingClientRect().right);
  assert.ok(right <= phone.viewport.width);
});

test("the speaker's view in the hand: the ways on are under the thumb, and lead", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const speaker = await (await newPerson(browser, phone)).newPage();
  await speaker.goto(`${server.url}/-/speaker/${path}`);
  const follower = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}`);
  await present(speaker);
  await told(speaker, "You present");
  await speaker.getByRole("button", { name: "Next" }).tap();
  await at(follower, "first-boat");
  assert.deepEqual(await small(speaker), []);
  const places = await speaker
    .locator(".speaker__go .btn")
    .evaluateAll((all) => all.map((one) => innerHeight - one.getBoundingClientRect().bottom));
  for (const below of places) assert.ok(below >= 0 && below < 60, String(below));
  assert.deepEqual(await findingsOn(speaker), []);
  await until("nothing covers the notes", () =>
    speaker.evaluate(
      "document.querySelector('.is-next .cue__slide').getBoundingClientRect().bottom <= document.querySelector('.speaker__go').getBoundingClientRect().top",
    ),
  );
});
