import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../kit/typist.ts";
import { at, newPerson, openDeck, present, shown, told, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();

async function movePage(url: string, path: string, to: string): Promise<void> {
  const body = new URLSearchParams({ to });
  const moved = await fetch(`${url}/-/move/${path}`, { method: "POST", body, redirect: "manual" });
  assert.equal(moved.status, 303);
}

test("a presenter still presents after the server has started anew, and moves made meanwhile are followed", async () => {
  const { browser } = house;
  const address = `${house.server.url}/-/slides/${await writeDeck(house.server.url)}`;
  const leader = await openDeck(await newPerson(browser), address);
  const follower = await openDeck(await newPerson(browser), address);
  const around = await openDeck(await newPerson(browser), address);
  await present(leader);
  await leader.keyboard.press("ArrowRight");
  await at(follower, "first-boat");
  await at(around, "first-boat");
  await around.keyboard.press("End");
  await told(around, /you look around/);
  await house.without(async () => {
    await leader.keyboard.press("ArrowDown");
  });
  await at(follower, "first-boat.2");
  await told(leader, "You present");
  await told(follower, /^Guest \d+ presents$/);
  await told(around, /you look around/);
  assert.equal(await shown(around), "third-boat");
  await leader.keyboard.press("End");
  await at(follower, "third-boat");
});

test("the lead goes along when the page is moved: presenter, audience, their addresses and links", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const context = await newPerson(browser);
  const leader = await openDeck(context, `${server.url}/-/slides/${path}`);
  const follower = await openDeck(await newPerson(browser), `${server.url}/slides.html?${path}.md&talk=second-boat`);
  await present(leader);
  await told(leader, "You present");
  const speaker = await context.newPage();
  await speaker.goto(`${server.url}/-/speaker/${path}`);
  await told(speaker, "You present");
  await leader.keyboard.press("ArrowRight");
  await leader.keyboard.press("ArrowRight");
  const to = "events/2026/05/renamed é";
  const encoded = "events/2026/05/renamed%20%C3%A9";
  await movePage(server.url, path, to);
  await leader.waitForURL((url) => url.pathname === `/-/slides/${encoded}`);
  await speaker.waitForURL(`**/-/speaker/${encoded}`);
  await follower.waitForURL((url) => url.pathname + url.search === `/-/slides/${encoded}?talk=second-boat`);
  // The step first, then the slide.
  await leader.keyboard.press("ArrowDown");
  await leader.keyboard.press("ArrowDown");
  await at(follower, "second-boat.2");
  await told(leader, "You present");
  await told(follower, /^Guest \d+ presents$/);
  const late = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}`);
  assert.equal(new URL(late.url()).pathname, `/-/slides/${encoded}`);
  await at(late, "second-boat.2");
  await until("the links lead there", async () => {
    const hrefs = await leader.locator(".dock a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    return hrefs.every((href) => href?.includes(encoded));
  });
  // Windows of one browser still move each other.
  await speaker.keyboard.press("PageDown");
  await at(leader, "third-boat");
  await leader.getByRole("button", { name: "Stop presenting" }).click();
  await told(follower, "");
});

test("a reader of a page that is moved reads on at its new address, and sees what is saved there", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const reader = await (await newPerson(browser)).newPage();
  await reader.goto(`${server.url}/${path}#second-boat`);
  const to = "events/2026/05/renamed";
  await movePage(server.url, path, to);
  await reader.waitForURL(`${server.url}/${to}#second-boat`);
  await reader.locator(`#second-boat a[href*="/${to}"]`).first().waitFor();
  const { text, commit } = (await (await fetch(`${server.url}/-/api/v1/pages/${to}`)).json()) as Record<string, string>;
  await fetch(`${server.url}/-/api/v1/pages/${to}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: text?.replace("- the last", "- the last, at its new place"), base: commit }),
  });
  await reader.getByText("at its new place").waitFor();
});
