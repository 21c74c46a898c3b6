import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import request from "supertest";
import { plainPicture } from "../kit/pictures.ts";
import { findingsOn } from "./axe.ts";
import { newPerson, phone, takeHand, wide } from "./deck-room.ts";
import { openHouse } from "./house.ts";
import { looksOf } from "./looks.ts";

const house = openHouse();
const path = "events/2026/05/quay";

/** A page with pictures, headings and lists, opened by somebody who reads it. */
async function openQuay(options: Parameters<typeof newPerson>[1] = wide): Promise<Page> {
  const { browser, server } = house;
  const form = new URLSearchParams({ path, title: "Quay", date: "2026-05-04" });
  await fetch(`${server.url}/-/new`, { method: "POST", body: form, redirect: "manual" });
  for (const [name, height] of [
    ["one.png", 400],
    ["two.png", 500],
  ] as const) {
    const picture = await plainPicture(600, height).png().toBuffer();
    await request(server.url).post(`/-/upload/${path}`).attach("file", picture, name).expect(201);
  }
  const { commit } = (await request(server.url).get(`/-/api/v1/pages/${path}`)).body;
  const lines = Array.from(
    { length: 30 },
    (_, line) => `- line ${line} with [a link](https://plenary.example/${line})`,
  );
  const talk = (title: string, rest: string): string => `${title}\n----------\n\n${rest}\n\n\n\n`;
  const text = `Quay\n----\n######Mon May 4 2026\n\n\n\n${talk("First berth", `- the first\n- the second`)}${talk(
    "Second berth",
    `### Ropes & knots\n\n${lines.join("\n")}\n\n![Number one](one.png)\n\n![Number two](two.png)\n\n- the last`,
  )}`;
  await request(server.url).put(`/-/api/v1/pages/${path}`).send({ text, base: commit, message: "" }).expect(200);
  const page = await (await newPerson(browser, options)).newPage();
  await page.goto(`${server.url}/${path}`);
  return page;
}

/** Selects the words of the line that has them. */
async function select(page: Page, words: string): Promise<void> {
  await page
    .getByText(words)
    .first()
    .evaluate((line) => getSelection()?.selectAllChildren(line));
}

const selected = (page: Page): Promise<string> => page.evaluate("String(getSelection())");

test("what a reader has selected stays selected while others write before, beside and after it", async () => {
  const page = await openQuay();
  const hand = await takeHand(house.server.url, path);
  await select(page, "line 7 with");
  const before = await selected(page);
  assert.match(before, /^line 7/);
  // All in one telling: a new line before it, one that changed on each side, and one that went.
  hand.before("- line 3 with", "- one more line\n");
  hand.after("- line 5 with", " (a word)");
  hand.after("- line 9 with", " (a word)");
  hand.before("- line 20 with", "- and another\n");
  hand.erase("- the second");
  await page.getByText("and another").waitFor();
  await page.getByText("the second").waitFor({ state: "detached" });
  assert.equal(await selected(page), before);
});

test("the focus stays on a link in a block that is written in, and in one beside it", async () => {
  const page = await openQuay();
  const hand = await takeHand(house.server.url, path);
  await page.locator("a[href$='/7']").focus();
  hand.before("- line 6 with", "- one more line\n");
  hand.after("- line 7 with", " (a word)");
  await page.getByText("line 7 with (a word)").waitFor();
  assert.equal(await page.evaluate("document.activeElement.getAttribute('href')"), "https://plenary.example/7");
});

test("a picture that is open stays open while others write, and the focus comes back to it where it is now", async () => {
  const page = await openQuay();
  const hand = await takeHand(house.server.url, path);
  const picture = page.locator("a.picture", { has: page.getByAltText("Number two") });
  await picture.click();
  await page.getByRole("dialog").getByText("2 / 2").waitFor();
  const top = await picture.evaluate((link) => link.getBoundingClientRect().top);
  hand.before("- line 0 with", "- one more line\n- and another\n");
  hand.after("- the last", " word");
  await page.getByText("and another").waitFor({ state: "attached" });
  assert.ok(await page.getByRole("dialog").isVisible());
  assert.ok(Math.abs((await picture.evaluate((link) => link.getBoundingClientRect().top)) - top) <= 2);
  await page.keyboard.press("Home");
  await page.getByRole("dialog").getByText("Number one").waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate("document.activeElement.querySelector('img')?.alt"), "Number two");
});

test("a finger that moves down puts a picture away", async () => {
  const page = await openQuay(phone);
  await page.locator("a.picture").first().tap();
  await page.getByRole("dialog").waitFor();
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 180, y }] });
  await touch("touchStart", 300);
  await touch("touchMove", 380);
  await touch("touchMove", 460);
  await touch("touchEnd");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

for (const [name, options, colorScheme] of looksOf([
  ["wide", wide],
  ["on a phone", phone],
])) {
  test(`every heading has a link, which is copied and told when it is followed, ${name}, ${colorScheme}`, async () => {
    const page = await openQuay({ ...options, colorScheme, permissions: ["clipboard-read", "clipboard-write"] });
    const mark = page.locator("h3 .mark");
    const opacity = () => mark.evaluate((link) => getComputedStyle(link).opacity);
    if (options === wide) assert.equal(await opacity(), "0");
    await mark.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Link copied").waitFor();
    assert.equal(await opacity(), "1");
    const id = await page.locator("h3").getAttribute("id");
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), `${house.server.url}/${path}#${id}`);
    assert.equal(new URL(page.url()).hash, `#${id}`);
    assert.deepEqual(await findingsOn(page), []);
    await page.locator("a.picture").first().click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await findingsOn(page), []);
  });
}

test("without a script a heading's link leads to it", async () => {
  const page = await openQuay({ ...wide, javaScriptEnabled: false });
  await page.locator("h3 .mark").click();
  assert.match(new URL(page.url()).hash, /ropes-knots$/);
});
