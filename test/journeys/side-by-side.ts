/** A writer in Chromium and Tobias at a stock client, both in one line: the ground of journeys about writing side by side. */
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import type { Browser, CDPSession } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { named } from "../kit/guest.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";
import { type EditorWindow, openEditorWindow, wide } from "./editor-page.ts";

const path = "/events/2016/06/dockercon16";

export interface SideBySide {
  readonly browser: Browser;
  readonly tobias: Typist;
  /** The editor's address of a talk. */
  address(talk: string): string;
  /** Opens a talk as a guest, in a window that is closed after the test. */
  open(talk: string, options?: typeof wide): Promise<EditorWindow>;
  /** Tobias types `words` at the `side` of `mark`, and it is on the server's disk. */
  tobiasTypes(words: string, side: "before" | "behind", mark: string): Promise<void>;
  /** Waits until the writer's own window, Tobias and the wiki's page all have this line, once. */
  everywhere(editor: EditorWindow, line: string): Promise<void>;
}

/** The keyboard below Playwright's, which knows input methods. */
export function keyboardOf(editor: EditorWindow): Promise<CDPSession> {
  return editor.page.context().newCDPSession(editor.page);
}

/** Makes server, browser and Tobias before a file's tests, and ends them after. What it gives may be used inside tests. */
export function sideBySide(): SideBySide {
  let server: TestServer;
  let browser: Browser;
  let tobias: Typist;
  const windows = new Set<EditorWindow>();

  before(async () => {
    [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
    const answer = await fetch(`${server.url}/-/api/v1/pages${path}`);
    const { room } = (await answer.json()) as { room: string };
    tobias = joinRoom(server.url, room, { cookie: await named(server.url, "Tobias Wexley") });
    await tobias.synced();
  });

  afterEach(async () => {
    for (const one of windows) await one.close();
    windows.clear();
  });

  after(async () => {
    tobias?.leave();
    await browser?.close();
    await server?.close();
  });

  const address = (talk: string): string => `${server.url}/-/edit${path}?talk=${talk}`;

  return {
    get browser() {
      return browser;
    },
    get tobias() {
      return tobias;
    },
    address,
    async open(talk, options = wide) {
      const editor = await openEditorWindow(browser, address(talk), null, options);
      windows.add(editor);
      return editor;
    },
    async tobiasTypes(words, side, mark) {
      const at = tobias.text.toString().indexOf(mark);
      assert.ok(at >= 0, `Tobias does not see “${mark}”`);
      tobias.text.insert(side === "before" ? at : at + mark.length, words);
      await tobias.acknowledged();
    },
    everywhere: (editor, line) =>
      until(`the line is “${line}” everywhere`, async () => {
        const page = await (await fetch(`${server.url}${path}.md?live`)).text();
        const texts = [await editor.lines(), tobias.text.toString().split("\n"), page.split("\n")];
        return texts.every((lines) => lines.filter((one) => one === line).length === 1);
      }),
  };
}
