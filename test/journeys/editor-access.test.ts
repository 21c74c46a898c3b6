import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { type EditorWindow, openEditorWindow, phone, tablet, wide } from "./editor-page.ts";
import { looksOf } from "./looks.ts";

const page = "/-/edit/events/2016/06/dockercon16";

let server: TestServer;
let browser: Browser;
let other: EditorWindow;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
  other = await openEditorWindow(browser, `${server.url}${page}?talk=golden-ticket`, "Tobias Wexley");
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function assertClean(window: Page, state: string): Promise<void> {
  assert.deepEqual(await findingsOn(window), [], state);
  const over = await window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  assert.equal(over, 0, `${state}: wider than the window`);
}

for (const [size, options, colorScheme] of looksOf([
  ["wide", wide],
  ["on a tablet", tablet],
  ["on a phone", phone],
])) {
  test(`axe finds nothing in the editor, ${size}, ${colorScheme}`, async () => {
    const address = `${server.url}${page}?talk=golden-ticket`;
    const maren = await openEditorWindow(browser, address, null, {
      ...options,
      colorScheme,
      reducedMotion: "reduce",
    });
    const { page: window } = maren;
    await other.typeAtEnd(" x");
    // What is far below a phone's window is not drawn.
    await maren.text.focus();
    await window.keyboard.press("Control+End");
    await window.locator(".cur", { hasText: "Tobias" }).waitFor({ state: "attached" });
    await assertClean(window, "writing beside somebody");
    await window.locator("#_me").click();
    await assertClean(window, "asked for a name");
    await window.keyboard.press("Escape");
    await window.keyboard.press("F1");
    await assertClean(window, "the keys");
    await window.keyboard.press("Escape");
    await maren.text.focus();
    await window.keyboard.press("Control+f");
    await assertClean(window, "finding");
    await window.keyboard.press("Escape");
    if (size === "on a phone") {
      for (const tab of ["Read", "Talks"]) {
        await window.locator(".ed__tabs label", { hasText: tab }).click();
        await assertClean(window, tab);
      }
    } else {
      await window.locator("#_light").click();
      await assertClean(window, "what the light says");
      await window.keyboard.press("Escape");
      if (size === "on a tablet") {
        await window.locator("#_talks-open").click();
        await assertClean(window, "the list of talks");
      }
      await window.locator("#_whole").click();
      await maren.shows("DockerCon 2016");
      await assertClean(window, "the whole page");
    }
    await maren.close();
  });
}

test("everything can be reached with the keyboard, in the order it is read", async () => {
  const maren = await openEditorWindow(browser, `${server.url}${page}?talk=golden-ticket`, null);
  await maren.page.locator("#_back").focus();
  const order: string[] = [];
  for (let step = 0; step < 4; step++) {
    await maren.page.keyboard.press("Tab");
    order.push(await maren.page.evaluate("document.activeElement.id"));
  }
  assert.deepEqual(order, ["_me", "_picture", "_slides", "_save"]);
  await maren.close();
});

test("a phone's tools change the text and leave the keyboard up", async () => {
  const maren = await openEditorWindow(browser, server.url + page, null, phone);
  await maren.text.focus();
  await maren.page.keyboard.press("Control+End");
  await maren.page.keyboard.type("\n\nfrom a phone");
  await maren.page.getByRole("button", { name: "List item" }).tap();
  await maren.page.getByRole("button", { name: "TODO" }).tap();
  await until("the line is marked", async () => (await maren.lines()).at(-1) === "- TODO from a phone");
  assert.ok(await maren.page.evaluate("document.activeElement.classList.contains('cm-content')"));
  await maren.page.getByRole("button", { name: "Undo" }).tap();
  await until("the mark is taken back", async () => !((await maren.lines()).at(-1) ?? "").includes("TODO"));
  await maren.close();
});

test("the server's refusal is told in words, and the text can still be had", async () => {
  const context = await browser.newContext(wide);
  const window = await context.newPage();
  let refuse = false;
  await window.routeWebSocket(/\/-\/live\//, (socket) => {
    if (refuse) void socket.close({ code: 4404, reason: "no such room" });
    else socket.connectToServer();
  });
  await window.goto(`${server.url}${page}?talk=golden-ticket`);
  await window.locator(".cm-content").waitFor();
  await window.locator("#_name-field").fill("Ilse Karvonen");
  refuse = true;
  await window.keyboard.press("Enter");
  await window.getByText("This page is no longer in the wiki.").waitFor();
  await window.getByRole("button", { name: "Show my text" }).click();
  assert.match(await window.getByLabel("Text that was not sent").inputValue(), /^Golden Ticket\n/m);
  assert.equal(await window.locator(".cm-content").getAttribute("aria-readonly"), "true");
  await context.close();
});
