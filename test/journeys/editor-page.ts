/** A browser window on the editor, for the journeys through it. */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { until } from "../kit/typist.ts";

export const wide: BrowserContextOptions = { viewport: { width: 1280, height: 860 } };
export const tablet: BrowserContextOptions = { viewport: { width: 900, height: 1100 } };
export const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

export interface EditorWindow {
  readonly page: Page;
  /** CodeMirror's content. */
  readonly text: Locator;
  /** What the editor holds, line by line, as far as it is drawn; nobody's caret in it. */
  lines(): Promise<string[]>;
  /** Waits until the editor shows `words`. */
  shows(words: string): Promise<void>;
  /** Puts the caret behind the last character, and types. */
  typeAtEnd(words: string): Promise<void>;
  /** Waits for the light to say `word`. */
  light(word: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the editor in a browser of its own, gives the name (or stays a guest) and waits for the text. Fails where the
 * page logs an error that is none of the network's.
 */
export async function openEditorWindow(
  browser: Browser,
  address: string,
  name: string | null,
  options: BrowserContextOptions = wide,
): Promise<EditorWindow> {
  const context = await browser.newContext(options);
  const editor = await openEditorPage(context, address);
  if (name === null) await editor.page.locator("#_name-stay").click();
  else {
    await editor.page.locator("#_name-field").fill(name);
    await editor.page.keyboard.press("Enter");
    await editor.page.locator("#_name").waitFor({ state: "hidden" });
  }
  return editor;
}

/** Another page in a browser that is there: with its cookie and what it has kept. */
export async function openEditorPage(context: BrowserContext, address: string): Promise<EditorWindow> {
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.stack}`));
  page.on("console", (message) => {
    const network = /net::ERR_|WebSocket connection|Failed to load resource/.test(message.text());
    if (message.type() === "error" && !network) assert.fail(`${address}: ${message.text()}`);
  });
  await page.goto(address);
  const text = page.locator(".cm-content");
  await text.waitFor();

  const lines = (): Promise<string[]> =>
    throughReloads(() =>
      text.evaluate((content: Element) =>
        [...content.querySelectorAll(".cm-line")].map((line) => {
          const copy = line.cloneNode(true) as Element;
          for (const caret of copy.querySelectorAll(".cur")) caret.remove();
          return copy.textContent ?? "";
        }),
      ),
    );

  return {
    page,
    text,
    lines,
    shows: (words) => until(`the editor shows “${words}”`, async () => (await lines()).join("\n").includes(words)),
    async typeAtEnd(words) {
      await text.focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.type(words);
    },
    light: (word) =>
      until(`the light says “${word}”`, async () => {
        const said = await throughReloads(() => page.locator("#_light [data-light]:not([hidden])").innerText());
        return said.trim() === word;
      }),
    close: () => context.close(),
  };
}

/** Reads from a page that may load itself anew, as the editor does when a page begins a new history. */
export async function throughReloads<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!String(error).includes("Execution context was destroyed")) throw error;
    }
  }
}
