import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { findingsOn } from "./axe.ts";
import { at, newPerson, openDeck, phone, shown, takeHand, wide, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();

test("a deck in a file works from the disk, without a network, under its own policy", async () => {
  const { browser, server, folder } = house;
  const path = await writeDeck(server.url);
  const file = `${folder}/regatta.html`;
  await writeFile(file, await fetch(`${server.url}/-/slides/${path}?download`).then((answer) => answer.text()));
  const context = await newPerson(browser);
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url().split(":")[0] ?? ""));
  const page = await openDeck(context, `file://${file}`);
  await page.keyboard.press("ArrowRight");
  await at(page, "first-boat");
  await page.keyboard.press("ArrowDown");
  await at(page, "first-boat.2");
  await page.keyboard.press("t");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  assert.equal(await page.getByRole("button", { name: "Present", exact: true }).count(), 0);
  assert.deepEqual(
    [...new Set(asked)].filter((scheme) => scheme !== "file" && scheme !== "data"),
    [],
  );
});

test("the viewer's colours are kept and win over the page's; axe finds nothing in any of them", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url, "---\ntheme: dark\n---\n");
  const context = await newPerson(browser);
  const page = await openDeck(context, `${server.url}/-/slides/${path}#/second-boat`);
  const theme = () => page.locator("html").getAttribute("data-theme");
  for (const expected of ["dark", "light", "dark", "contrast"]) {
    assert.equal(await theme(), expected);
    assert.deepEqual(await findingsOn(page), []);
    await page.getByRole("button", { name: /^Colours/ }).click();
  }
  assert.equal(await theme(), "dark");
  await page.getByRole("button", { name: /^Colours/ }).click();
  await page.reload();
  assert.equal(await theme(), "light");
});

test("a link to a slide leads there after edits elsewhere", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const hand = await takeHand(server.url, path);
  hand.before("First boat\n", "Zeroth boat\n-----------\n\n- new\n\n\n\n");
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/second-boat.2`);
  assert.equal(await shown(page), "second-boat.2");
  assert.match(await page.locator("section.slide.present:visible").innerText(), /the second of the second/);
});

test("all slides at once, and one chosen of them", async () => {
  const { browser, server } = house;
  const page = await openDeck(await newPerson(browser, wide), `${server.url}/-/slides/${await writeDeck(server.url)}`);
  await page.keyboard.press("Escape");
  await page.locator(".reveal.overview").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await at(page, "first-boat");
});

test("a thumb moves on: to the side, and up within a column", async () => {
  const { browser, server } = house;
  const page = await openDeck(await newPerson(browser, phone), `${server.url}/-/slides/${await writeDeck(server.url)}`);
  const session = await page.context().newCDPSession(page);
  const swipe = async (by: { x: number; y: number }): Promise<void> => {
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", part: number) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x: 180 + by.x * part, y: 370 + by.y * part }],
      });
    await touch("touchStart", 0);
    for (const part of [0.25, 0.5, 0.75, 1]) await touch("touchMove", part);
    await touch("touchEnd", 1);
  };
  await swipe({ x: -140, y: 0 });
  await at(page, "first-boat");
  await page.waitForTimeout(400);
  await swipe({ x: 0, y: -140 });
  await at(page, "first-boat.2");
  await swipe({ x: 140, y: 0 });
  await at(page, ".1");
});
