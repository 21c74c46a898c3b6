import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import type { Pusher } from "../kit/pusher.ts";
import { bareAt, call, cloneOf, mainOf, savePage, untilRemote } from "../kit/remote.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { looksOf } from "./looks.ts";

const page = "how-to-write";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let browser: Browser;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let remote = "";
let clone: Pusher;

before(async () => {
  browser = await launchChromium();
});
after(() => browser?.close());
beforeEach(async () => {
  folder = await temporaryFolder();
  remote = await bareAt(path.join(folder.path, "remote.git"));
  server = await startTestServer({ remote, remoteEveryS: 3600 });
  await untilRemote(server, "it is filled", ({ state }) => state === "in step");
  clone = await cloneOf(remote, folder.path);
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

async function open(address: string, options: BrowserContextOptions = wide): Promise<Page> {
  const shown = await (await browser.newContext(options)).newPage();
  shown.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  await shown.goto(server.url + address);
  return shown;
}

/** Both sides save, and a tag of one name is another version on each. */
async function meet(): Promise<void> {
  await clone.commit({ "how-to-write.md": "# How to write\n\nAll of it anew.\n" });
  await clone.git("tag", "spring");
  await clone.git("push", "-q", "origin", "main", "spring");
  const here = await cloneOf(server.notes, folder.path);
  await here.git("tag", "spring", "HEAD~1");
  await here.git("push", "-q", "origin", "spring");
  await savePage(server, page, (text) => text.replace(/^(- .*)$/m, "$1 And this."));
  await call(server);
  await until("both are there", async () => (await mainOf(remote)) === (await mainOf(server.notes)));
  await untilRemote(server, "in step", ({ state, merges }) => state === "in step" && merges.length > 0);
}

async function rewrite(): Promise<void> {
  await clone.git("fetch", "-q");
  await clone.git("reset", "-q", "--hard", "origin/main~1");
  await clone.commit({ "other.md": "other\n" });
  await clone.git("push", "-q", "--force", "origin", "main");
  await call(server);
  await untilRemote(server, "it is seen", ({ state }) => state === "rewritten");
}

test("from the front page's foot to the remote, its last merge, and back", async () => {
  await meet();
  const shown = await open("/");
  await shown.getByRole("link", { name: "How its other copy stands" }).click();
  await shown.getByRole("heading", { name: "In step with the remote" }).waitFor();
  assert.match(await shown.locator(".rmt__facts").innerText(), /Not sent yet\s+nothing/);
  await shown.getByText("another version on each side").waitFor();
  await shown.getByRole("link", { name: "how-to-write.md" }).click();
  await shown.getByText("Bring both sides of a mirror together").first().waitFor();
  await shown.goBack();
  await shown.context().close();
});

test("without JavaScript the button has it looked at, and the page says what was found", async () => {
  const shown = await open("/-/remote", { ...phone, javaScriptEnabled: false });
  await clone.commit({ "fresh.md": "# Fresh from there\n" });
  await clone.git("push", "-q", "origin", "main");
  await shown.getByRole("button", { name: "Look now" }).click();
  await until("it is here", async () => (await mainOf(server.notes)) === (await mainOf(remote)));
  await shown.goto(`${server.url}/fresh`);
  await shown.getByRole("heading", { name: "Fresh from there" }).waitFor();
  await shown.context().close();
});

test("a rewritten history is told of with the ways out, by the keyboard too", async () => {
  await meet();
  await rewrite();
  const shown = await open("/-/remote");
  await shown.getByRole("heading", { name: "The remote's history was rewritten" }).waitFor();
  assert.match(await shown.locator(".rmt__ways").innerText(), /push --force[\s\S]*--clone/);
  await shown.locator("#_main").evaluate((main) => {
    main.setAttribute("tabindex", "-1");
    main.focus();
  });
  await shown.keyboard.press("Tab");
  await shown.keyboard.press("Tab");
  assert.equal(await shown.evaluate(() => document.activeElement?.textContent), "Look now");
  await shown.context().close();
});

for (const [size, options, colorScheme] of looksOf<object>([
  ["1280", wide],
  ["360", phone],
])) {
  test(`at ${size} px, ${colorScheme}, axe finds nothing on the remote's page, and nothing is too wide`, async () => {
    await meet();
    await rewrite();
    const shown = await open("/-/remote", { ...options, colorScheme });
    assert.deepEqual(await findingsOn(shown), []);
    const over = await shown.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${over} px too wide`);
    if (process.env["SHOTS"])
      await shown.screenshot({ path: `${process.env["SHOTS"]}/${size}-${colorScheme}.png`, fullPage: true });
    await shown.context().close();
  });
}
