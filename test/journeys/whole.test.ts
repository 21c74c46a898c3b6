/** The whole way of a sentence: typed in a room, saved, read on the page, shown as a slide, told by the history, cloned. */
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { openEditorWindow } from "./editor-page.ts";

const file = "events/2016/06/dockercon16.md";
const page = "/events/2016/06/dockercon16";

describe("a sentence typed by two in one talk", () => {
  let server: TestServer;
  let browser: Browser;
  before(async () => {
    server = await startTestServer({ commitQuietMs: 600_000, commitMaxMs: 600_000 });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const read = async (address: string): Promise<string> => (await fetch(server.url + address)).text();

  it("is one save with a commit of each, and is on the page, the deck, the history and the diff at once", async () => {
    const address = `${server.url}/-/edit${page}?talk=golden-ticket`;
    const maren = await openEditorWindow(browser, address, "Maren Oduya");
    const tobias = await openEditorWindow(browser, address, "Tobias Wexley");
    const before = (await git(server.notes, "rev-parse", "main")).trim();
    const was = await git(server.notes, "show", `main:${file}`);
    await maren.typeAtEnd("\n- begun by Maren");
    await tobias.shows("begun by Maren");
    await tobias.typeAtEnd(", ended by Tobias");
    await maren.shows("begun by Maren, ended by Tobias");
    await Promise.all([maren.light("Saved"), tobias.light("Saved")]);
    await maren.page.keyboard.press("Control+s");
    await until("the commit", async () => (await git(server.notes, "rev-parse", "main")).trim() !== before);
    await Promise.all([maren.close(), tobias.close()]);

    const told = await git(
      server.notes,
      "log",
      "--format=%an|%s|%(trailers:key=Save-Id,valueonly,separator=%x2C)",
      `${before}..main`,
    );
    const [last = "", first = ""] = told.split("\n");
    assert.match(last, /^(Maren Oduya|Tobias Wexley)\|DockerCon 2016: Golden Ticket\|[0-9a-f]{16}$/);
    assert.equal(first, last.replace(/^[^|]+/, last.startsWith("Maren") ? "Tobias Wexley" : "Maren Oduya"));
    assert.equal(await git(server.notes, "fsck", "--strict", "--no-dangling"), "");
    const now = await git(server.notes, "show", `main:${file}`);
    assert.equal(now.replace("\n- begun by Maren, ended by Tobias", ""), was);

    const sentence = /begun by Maren, ended by Tobias/;
    assert.match(await read(page), sentence);
    assert.match(await read(`/-/slides${page}?talk=golden-ticket`), sentence);
    assert.match(await read(`/slides.html?${file}`), sentence);
    const history = await read(`/-/history${page}?talk=golden-ticket`);
    assert.match(history, /Maren/);
    assert.match(history, /Tobias/);
    const commit = (await git(server.notes, "rev-parse", "main")).trim();
    assert.match(await read(`/-/diff${page}?from=${before}&to=${commit}`), sentence);
    assert.match(await read(`/-/commit/${commit}`), sentence);
    assert.doesNotMatch(await read(`/-/at/${before}${page}`), sentence);
  });

  it("is in a clone, and a fetch after the next save brings just that", async () => {
    const folder = await temporaryFolder();
    const clone = path.join(folder.path, "notes");
    await git(folder.path, "clone", "--quiet", `${server.url}/notes.git`, clone);
    assert.match(await git(clone, "show", `HEAD:${file}`), /begun by Maren/);
    const maren = await openEditorWindow(browser, `${server.url}/-/edit${page}?talk=expo`, "Maren Oduya");
    await maren.typeAtEnd("\n- one more");
    await maren.light("Saved");
    await maren.page.keyboard.press("Control+s");
    await until("the commit", async () => (await git(server.notes, "show", `main:${file}`)).includes("one more"));
    await maren.close();
    const objects = async (): Promise<number> =>
      Number(/^count: (\d+)/m.exec(await git(clone, "count-objects", "-v"))?.[1]);
    const before = await objects();
    await git(clone, "-c", "fetch.unpackLimit=1000", "fetch", "--quiet");
    // The commit, the page, and the folders on the way to it.
    assert.equal((await objects()) - before, 6);
    await folder.remove();
  });
});
