import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { pageOf } from "../kit/http.ts";
import { at, newPerson, openDeck, phone, shown, takeHand, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();
const path = "events/2026/05/regatta";

const words = (page: Page): Promise<string> => page.locator("section.slide.present:visible .slide__in").innerText();

/** Makes the page read otherwise, as a push does. */
async function rewrite(url: string, change: (text: string) => string): Promise<void> {
  const { text, commit: base } = await pageOf(url, path);
  const changed = change(text);
  assert.notEqual(changed, text);
  const saved = await fetch(`${url}/-/api/v1/pages/${path}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: changed, base }),
  });
  assert.equal(saved.status, 200, await saved.text());
}

/** The address of a slide, as the deck shows it to somebody who goes there. */
async function addressOf(page: Page, id: string): Promise<string> {
  await page.waitForURL((url) => url.hash.startsWith(`#/${id}~`));
  return page.url();
}

test("a link to a slide leads to it after slides came and went before it and its talk was moved", async () => {
  const { browser, server } = house;
  await writeDeck(server.url);
  const deck = `${server.url}/-/slides/${path}`;
  const person = await newPerson(browser);
  const link = await addressOf(await openDeck(person, `${deck}#/second-boat.2`), "second-boat.2");
  const opened = async (): Promise<[string, string]> => {
    const page = await openDeck(await newPerson(browser, phone), link);
    const answer: [string, string] = [await shown(page), await words(page)];
    await page.context().close();
    return answer;
  };

  await rewrite(server.url, (text) => text.replace("- the second of the second", "- squeezed in\n\n\n$&"));
  assert.deepEqual(await opened(), ["second-boat.3", "the second of the second"]);
  await rewrite(server.url, (text) => text.replace("First boat\n", "Second boat, again\n----------\n\n\n\n$&"));
  assert.deepEqual(await opened(), ["second-boat.3", "the second of the second"]);
  await rewrite(server.url, (text) => {
    const from = text.indexOf("Second boat\n");
    const to = text.indexOf("Third boat\n");
    return `${text.slice(0, from)}${text.slice(to)}\n\n\n${text.slice(from, to)}`.replace("- squeezed in\n\n\n", "");
  });
  assert.deepEqual(await opened(), ["second-boat.2", "the second of the second"]);
  await rewrite(server.url, (text) => text.replace("- the second of the second", "$&\n- and more"));
  assert.deepEqual(await opened(), ["second-boat.2", "the second of the second\nand more"]);
});

test("a link to a slide that is gone leads to the one before it", async () => {
  const { browser, server } = house;
  await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/second-boat.2`);
  const link = await addressOf(page, "second-boat.2");
  await rewrite(server.url, (text) => text.replace("\n\n\n- the second of the second", ""));
  const later = await openDeck(await newPerson(browser), link);
  assert.equal(await shown(later), "second-boat");
  await addressOf(later, "second-boat");
});

test("the address of an open deck follows its slide when others come before", async () => {
  const { browser, server } = house;
  await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/second-boat.2`);
  const before = await addressOf(page, "second-boat.2");
  const hand = await takeHand(server.url, path);
  hand.before("- the second of the second", "- squeezed in\n\n\n");
  const after = await addressOf(page, "second-boat.3");
  const prints = [before, after].map((address) => address.split("~")[1]?.split(".")[0]);
  assert.equal(prints[0], prints[1]);
  assert.equal(await words(page), "the second of the second");
});

test("addresses without prints, by number, and to a place on a slide lead there too, also while the deck is open", async () => {
  const { browser, server } = house;
  await writeDeck(server.url);
  const deck = `${server.url}/-/slides/${path}?talk=second-boat&anything=1`;
  const alone = await openDeck(await newPerson(browser), `${deck}#/0/1`);
  assert.equal(await shown(alone), "second-boat.2");
  assert.match(await addressOf(alone, "second-boat.2"), /\?talk=second-boat&anything=1#/);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#third-boat`);
  assert.equal(await shown(page), "third-boat");
  for (const [hash, id] of [
    ["#/first-boat.2", "first-boat.2"],
    ["#/2/1", "second-boat.2"],
    ["#/.1", ".1"],
    ["#/second-boat.9", "second-boat.2"],
  ] as const) {
    await page.evaluate((to) => location.assign(to), hash);
    await at(page, id);
    await addressOf(page, id);
  }
  const reader = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/no-boat`);
  assert.equal(await shown(reader), ".1");
});
