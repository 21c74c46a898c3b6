import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../kit/typist.ts";
import { at, newPerson, openDeck, phone, present, shown, takeHand, told, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();

test("whoever presents leads; one looks around and comes back with a key; a late comer jumps to the slide", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const leader = await openDeck(await newPerson(browser), address);
  const follower = await openDeck(await newPerson(browser), address);
  await present(leader);
  await told(leader, "You present");
  await told(follower, /^Guest \d+ presents$/);
  await leader.keyboard.press("ArrowRight");
  await leader.keyboard.press("ArrowRight");
  await leader.keyboard.press("Space");
  await at(follower, "second-boat");
  await follower.locator("#second-boat .fragment.visible").waitFor();

  // The step first, then the slide.
  await follower.keyboard.press("ArrowLeft");
  await follower.keyboard.press("ArrowLeft");
  await told(follower, /you look around/);
  await leader.keyboard.press("ArrowRight");
  await at(leader, "third-boat");
  const late = await openDeck(await newPerson(browser, phone), address);
  await at(late, "third-boat");
  assert.equal(await shown(follower), "first-boat");
  await follower.keyboard.press("r");
  await at(follower, "third-boat");
  await told(follower, /^Guest \d+ presents$/);

  await leader.getByRole("button", { name: "Stop presenting" }).click();
  await told(follower, "");
  await told(leader, "");
});

test("a second one sees who presents and takes over only when they say so; the first one is told", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const first = await openDeck(await newPerson(browser), address);
  const second = await openDeck(await newPerson(browser), address);
  await present(first);
  await told(second, /^Guest \d+ presents$/);
  await present(second);
  await told(second, /presents\. Take over\?/);
  await second.getByRole("button", { name: "No" }).click();
  await told(second, /^Guest \d+ presents$/);
  await told(first, "You present");
  await present(second);
  await second.getByRole("button", { name: "Take over" }).click();
  await told(second, "You present");
  await told(first, /has taken over and presents/);
  await second.keyboard.press("End");
  await at(first, "third-boat");
});

test("a presenter whose line drops, or who reloads, still presents", async () => {
  const { browser, server } = house;
  const address = `${server.url}/-/slides/${await writeDeck(server.url)}`;
  const context = await newPerson(browser);
  const leader = await openDeck(context, address);
  const follower = await openDeck(await newPerson(browser), address);
  await present(leader);
  await leader.keyboard.press("ArrowRight");
  await at(follower, "first-boat");
  await leader.reload();
  await told(leader, "You present");
  await at(leader, "first-boat");
  await context.setOffline(true);
  await leader.keyboard.press("ArrowRight");
  await told(follower, /presents/);
  assert.equal(await shown(follower), "first-boat");
  await context.setOffline(false);
  await at(follower, "second-boat");
});

test("the speaker's view leads, alone and before the audience", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const speaker = await (await newPerson(browser)).newPage();
  await speaker.goto(`${server.url}/-/speaker/${path}`);
  const follower = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}`);
  await present(speaker);
  await speaker.keyboard.press("PageDown");
  await at(follower, "first-boat");
  await speaker.keyboard.press("PageDown");
  await at(follower, "first-boat.2");
  const hand = await takeHand(server.url, path);
  hand.before("- the second of the first", "- squeezed in\n\n\n");
  await at(follower, "first-boat.3");
  await until("both stay", async () => (await speaker.locator("[data-at]").innerText()) === "4 / 7");
});
