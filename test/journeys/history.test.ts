import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { openHouse } from "./house.ts";
import { looksOf } from "./looks.ts";

const path = "events/2016/06/dockercon16";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const house = openHouse();

async function source(): Promise<string> {
  return (await fetch(`${house.server.url}/${path}.md`)).text();
}

/** Changes the page's text as one save. */
async function save(change: (text: string) => string): Promise<void> {
  const address = `${house.server.url}/-/api/v1/pages/${path}`;
  const { text, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const body = JSON.stringify({ text: change(text), base: commit, message: "" });
  const headers = { "content-type": "application/json" };
  assert.equal((await fetch(address, { method: "PUT", headers, body })).status, 200);
}

/** Three saves: a word in the title, a block that moves, a line at the end. */
async function writeThrice(): Promise<void> {
  await save((text) => text.replace("DockerCon", "Old DockerCon"));
  await save((text) => {
    const lines = text.split("\n");
    lines.splice(70, 0, ...lines.splice(30, 6));
    return lines.join("\n");
  });
  await save((text) => `${text}- the last line\n`);
}

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await house.browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  await page.goto(house.server.url + address);
  return page;
}

/** Opens the first "Take back" of a save that is called so, and presses its button. */
async function takeBack(page: Page, save: string, button: string): Promise<void> {
  const entry = page.locator(".save", { hasText: save }).first();
  await entry.locator("summary").click();
  await entry.getByRole("button", { name: button }).click();
  await page.waitForURL(`${house.server.url}/${path}`);
}

const sizes = [
  ["1280", wide],
  ["360", phone],
] as const;

for (const [size, options, colorScheme] of looksOf<object>(sizes)) {
  test(`at ${size} px, ${colorScheme}, axe finds nothing on histories and changes, nothing is too wide`, async () => {
    await writeThrice();
    const page = await open(`/-/history/${path}`, { ...options, colorScheme });
    for (const address of [`/-/history/${path}`, `/-/diff/${path}`, `/-/diff/${path}?view=page`]) {
      await page.goto(house.server.url + address);
      await page.evaluate(() => {
        for (const back of document.querySelectorAll<HTMLDetailsElement>("details.back")) back.open = true;
      });
      assert.deepEqual(await findingsOn(page), [], address);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), address);
    }
    await page.context().close();
  });
}

for (const [size, options] of sizes) {
  test(`at ${size} px two versions are chosen and compared, in any order, and a save is undone and a version restored`, async () => {
    const begun = await source();
    await writeThrice();
    const page = await open(`/-/history/${path}`, { ...options, javaScriptEnabled: false });
    const entries = page.locator(".save");
    await entries.nth(0).getByLabel("from").check();
    await entries.nth(2).getByLabel("to", { exact: true }).check();
    await page.getByRole("button", { name: "Compare two versions" }).click();
    await page.getByText("only moved").waitFor();
    assert.match((await page.locator(".dif").textContent()) ?? "", /the last line/);
    assert.ok((await page.locator(".diff .is-went, .diff .is-came").count()) > 0);

    await page.goto(`${house.server.url}/-/history/${path}`);
    await takeBack(page, "+1 −1", "Undo this save");
    assert.match(await source(), /^DockerCon 2016/m);
    assert.match(await source(), /- the last line\n$/);

    await page.goto(`${house.server.url}/-/history/${path}`);
    await takeBack(page, "+105 −0", "Restore this version");
    assert.equal(await source(), begun);
    await page.context().close();
  });
}

test("with keys, a reader goes from change to change and from view to view", async () => {
  await writeThrice();
  const page = await open(`/-/diff/${path}`, wide);
  await page.locator(".dif__hint:visible").waitFor();
  await page.keyboard.press("j");
  await until("a change has the focus", async () => (await page.locator(".is-here:focus").count()) === 1);
  await page.keyboard.press("k");
  for (const [key, view] of [
    ["u", "unified"],
    ["r", "page"],
    ["s", "side"],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator(`.seg__${view}[aria-current]`).waitFor();
  }
  await page.context().close();
});

test("a deleted page is brought back, and a moved one is found at its old address", async () => {
  const page = await open(`/-/history/${path}`, wide);
  const post = (address: string, form: Record<string, string>) =>
    page.request.post(house.server.url + address, { form, headers: { origin: house.server.url } });
  await post(`/-/delete/${path}`, {});
  await page.goto(`${house.server.url}/${path}`);
  await page.getByRole("button", { name: "Bring the page back" }).click();
  await page.getByRole("heading", { level: 1, name: "DockerCon 2016" }).waitFor();
  await post(`/-/move/${path}`, { to: "events/2016/06/moved" });
  await page.goto(`${house.server.url}/${path}`);
  assert.equal(page.url(), `${house.server.url}/events/2016/06/moved`);
  await page.goto(`${house.server.url}/-/history/events/2016/06/moved`);
  assert.ok((await page.locator(".save").count()) >= 1);
  await page.context().close();
});
