import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { findingsOn } from "./axe.ts";
import { openHouse } from "./house.ts";
import { looksOf } from "./looks.ts";

const path = "events/2016/06/dockercon16";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const sizes = [
  ["1280", wide],
  ["360", phone],
] as const;

const house = openHouse();
let count = 0;
let own = "";
let pointing = "";

/** Two pages for each test, of which one links to the other. */
beforeEach(async () => {
  count += 1;
  own = `pages/own-${count}`;
  pointing = `pages/pointing-${count}`;
  await make(own, "Own", "- a line\n");
  await make(pointing, "Pointing", `- see [the other](/${own})\n`);
});

async function make(at: string, title: string, text: string): Promise<void> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const body = JSON.stringify({ title, path: at });
  assert.equal((await fetch(`${house.server.url}/-/new`, { method: "POST", headers, body })).status, 201);
  const address = `${house.server.url}/-/api/v1/pages/${at}`;
  const { text: begun, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const saved = JSON.stringify({ text: `${begun}${text}`, base: commit, message: "" });
  assert.equal((await fetch(address, { method: "PUT", headers, body: saved })).status, 200);
}

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await house.browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  await page.goto(house.server.url + address);
  return page;
}

for (const [size, options, colorScheme] of looksOf(sizes)) {
  test(`at ${size} px, ${colorScheme}, a page is moved from its foot, and what links to it leads to where it is`, async () => {
    const page = await open(`/${own}`, { ...options, colorScheme, javaScriptEnabled: false });
    await page.getByRole("link", { name: "Move or delete this page" }).click();
    assert.equal(await page.getByLabel("New path").inputValue(), own);
    await page.getByLabel("New path").fill(`pages/elsewhere-${count}`);
    await page.getByRole("button", { name: "Move the page" }).click();
    assert.equal(page.url(), `${house.server.url}/pages/elsewhere-${count}`);
    await page.goto(`${house.server.url}/${pointing}`);
    await page.getByRole("link", { name: "the other" }).click();
    assert.equal(page.url(), `${house.server.url}/pages/elsewhere-${count}`);
    await page.goto(`${house.server.url}/${own}`);
    assert.equal(page.url(), `${house.server.url}/pages/elsewhere-${count}`);
    await page.context().close();
  });

  test(`at ${size} px, ${colorScheme}, a path that is taken comes back in the form with the reason, and axe finds nothing there`, async () => {
    const page = await open(`/-/history/${own}`, { ...options, colorScheme });
    await page.getByRole("link", { name: "Move or delete the page" }).click();
    assert.deepEqual(await findingsOn(page), []);
    await page.getByLabel("New path").fill(path);
    await page.getByLabel("New path").press("Enter");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("New path").inputValue(), path);
    assert.equal(await page.getByRole("link", { name: "It is here." }).getAttribute("href"), `/${path}`);
    assert.deepEqual(await findingsOn(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.context().close();
  });

  test(`at ${size} px, ${colorScheme}, a page is deleted and brought back by two presses`, async () => {
    const page = await open(`/-/move/${own}`, { ...options, colorScheme });
    await page.getByRole("button", { name: "Delete the page" }).click();
    await page.getByRole("button", { name: "Bring the page back" }).click();
    await page.getByRole("heading", { level: 1, name: "Own" }).waitFor();
    await page.getByText("a line").waitFor();
    await page.context().close();
  });
}

test("a page that is not there cannot be moved, and says so", async () => {
  assert.equal((await fetch(`${house.server.url}/-/move/pages/never`)).status, 404);
});
