import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { named } from "../kit/guest.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { openHouse } from "./house.ts";
import { looksOf } from "./looks.ts";

const path = "events/2016/06/dockercon16";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const house = openHouse();

/** Changes the page's text as one save of somebody's. */
async function save(who: string, change: (text: string) => string): Promise<void> {
  const address = `${house.server.url}/-/api/v1/pages/${path}`;
  const { text, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const body = JSON.stringify({ text: change(text), base: commit, message: `as ${who} saw it` });
  const headers = { "content-type": "application/json", cookie: await named(house.server.url, who) };
  assert.equal((await fetch(address, { method: "PUT", headers, body })).status, 200);
}

/** Two people: one in the first talk and at the end, the other between the lines of the first. */
async function writeByTwo(): Promise<void> {
  await save("Maren Oduya", (text) => {
    const [first = "", ...more] = text.split(/(?<=^-{4,}\n)/m);
    return `${[first, more[0], "\n- Maren one\n- Maren two\n", ...more.slice(1)].join("")}- Maren at the end\n`;
  });
  await save("Ilse Karvonen-Lindqvist of the Northern Office", (text) =>
    text.replace("- Maren one\n", `$&- Ilse between them, ${"at some length ".repeat(12)}\n`),
  );
}

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await house.browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  await page.goto(house.server.url + address);
  return page;
}

/** The run of lines that one of these words is in. */
function runOf(page: Page, words: string): Locator {
  return page.locator(".run", { has: page.locator(".ln__t", { hasText: words }) });
}

const sizes = [
  ["1280", wide],
  ["360", phone],
] as const;

for (const [size, options, colorScheme] of looksOf<object>(sizes)) {
  test(`at ${size} px, ${colorScheme}, axe finds nothing on the lines of a page and of a talk, nothing is too wide`, async () => {
    await writeByTwo();
    const page = await open(`/-/blame/${path}`, { ...options, colorScheme });
    const before = (await page.locator(".run__before").first().getAttribute("href")) ?? "";
    for (const address of [`/-/blame/${path}`, `/-/blame/${path}?talk=golden-ticket`, before]) {
      await page.goto(house.server.url + address);
      assert.ok((await page.locator(".ln").count()) > 0, address);
      assert.deepEqual(await findingsOn(page), [], address);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), address);
    }
    await page.context().close();
  });
}

for (const [size, options] of sizes) {
  test(`at ${size} px a reader goes without scripts from the page to a line, to its save, and to the lines before it`, async () => {
    await writeByTwo();
    const page = await open(`/${path}`, { ...options, javaScriptEnabled: false });
    await page.getByRole("link", { name: "Who wrote it" }).click();
    await page.getByRole("heading", { level: 1, name: "Who wrote DockerCon 2016" }).waitFor();
    assert.match((await runOf(page, "Ilse between").locator(".run__by").textContent()) ?? "", /Ilse.*today/s);
    assert.match((await runOf(page, "Maren two").locator(".run__by").textContent()) ?? "", /Maren.*today/s);

    await runOf(page, "Maren two").locator(".run__when").click();
    assert.match((await page.locator(".dif").textContent()) ?? "", /as Maren Oduya saw it/);
    assert.equal(await page.locator(".diff--one .is-add", { hasText: "Maren" }).count(), 3);
    await page.goBack();

    await runOf(page, "Ilse between").locator(".run__before").click();
    await page.getByText("The page as it was").waitFor();
    assert.equal(await runOf(page, "Ilse between").count(), 0);
    assert.equal(
      await runOf(page, "Maren two").locator(".ln").count(),
      await runOf(page, "Maren one").locator(".ln").count(),
    );
    await page.getByRole("link", { name: "Who wrote it as it is now" }).click();
    assert.equal(await runOf(page, "Ilse between").count(), 1);
    await page.context().close();
  });
}

test("the number of a line is its address: opened, it stands out on the screen", async () => {
  await writeByTwo();
  const page = await open(`/-/blame/${path}`, wide);
  const number = await runOf(page, "Maren at the end").locator(".ln__n").last().textContent();
  await page.goto(`${house.server.url}/-/blame/${path}#L${number}`);
  const line = page.locator(`#L${number}:target`);
  await line.waitFor();
  assert.match((await line.textContent()) ?? "", /Maren at the end/);
  assert.ok(await line.evaluate((one) => one.getBoundingClientRect().top < innerHeight));
  await page.context().close();
});

test("a talk is chosen from the menu, and the history of it leads to the same lines", async () => {
  await writeByTwo();
  const page = await open(`/-/blame/${path}`, { ...wide, javaScriptEnabled: false });
  const all = await page.locator(".ln").count();
  await page.getByLabel("Talk").selectOption("golden-ticket");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { level: 1, name: "Golden Ticket" }).waitFor();
  const some = await page.locator(".ln").count();
  assert.ok(some > 0 && some < all);
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("link", { name: "Who wrote each line" }).click();
  assert.equal(await page.locator(".ln").count(), some);
  await page.context().close();
});

test("what somebody types is not told of, and a word says so, until it is saved", async () => {
  const page = await open(`/-/edit/${path}`, wide);
  await page.locator(".cm-content").click();
  await page.keyboard.type("typed and not saved ");
  const reader = await open(`/-/blame/${path}`, wide);
  const reads = (place: Locator) => async (): Promise<boolean> => {
    await reader.reload();
    return (await place.count()) === 1;
  };
  const typed = reader.locator(".ln", { hasText: "typed and not saved" });
  await until("somebody is said to be writing", reads(reader.getByText("Somebody is writing here")));
  assert.equal(await typed.count(), 0);
  await page.keyboard.press("Control+s");
  await until("what was typed is told of", reads(typed));
  await reader.context().close();
  await page.context().close();
});
