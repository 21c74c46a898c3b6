import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import * as Y from "yjs";
import { pageOf } from "../kit/http.ts";
import { growOld } from "../kit/old-age.ts";
import { startTestServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { openEditorPage, openEditorWindow, throughReloads } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const path = "events/2016/06/dockercon16";
const page = `/-/edit/${path}?talk=golden-ticket`;

const house = openHouse();

/** Years of editing, at another address, where the browsers of the test do not find it. Everything is saved. */
async function years(): Promise<void> {
  const elsewhere = await startTestServer({ data: house.server.data });
  const { room } = await pageOf(elsewhere.url, path);
  const typist = joinRoom(elsewhere.url, room);
  await typist.synced();
  Y.applyUpdate(typist.doc, growOld(Y.encodeStateAsUpdate(typist.doc)), "years");
  await typist.acknowledged();
  typist.leave();
  await elsewhere.close();
}

async function times(words: string): Promise<number> {
  return (await (await fetch(`${house.server.url}/${path}.md?live`)).text()).split(words).length - 1;
}

/** Rooms that the browser keeps, and marks of unsent text. */
function kept(window: Page): Promise<{ rooms: string[]; marks: string[] }> {
  return throughReloads(() =>
    window.evaluate(async () => ({
      rooms: (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => /\.\d+$/.test(name)),
      marks: Object.keys(localStorage).filter((key) => /^plenary\.(unsent|drop)\./.test(key)),
    })),
  );
}

async function settledIn(window: Page, room: string): Promise<void> {
  await until("only the new room is kept, and nothing is unsent", async () => {
    const { rooms, marks } = await kept(window);
    return rooms.join() === room && marks.length === 0;
  });
}

test("what is typed without a server while the page begins a new history is on the page once, and is offered to nobody", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.typeAtEnd("\n- with a server");
  await maren.light("Saved");
  const before = await pageOf(house.server.url, path);
  await house.without(async () => {
    await maren.typeAtEnd("\n- without one");
    await maren.light("On this device only");
    await years();
  });
  await until("the words are on the page", async () => (await times("- without one")) > 0);
  await maren.page.waitForLoadState();
  await maren.shows("without one");
  await maren.light("Saved");
  const { room } = await pageOf(house.server.url, path);
  assert.equal(room, before.room.replace(/1$/, "2"));
  await settledIn(maren.page, room);
  assert.deepEqual([await times("- with a server"), await times("- without one")], [1, 1]);
  assert.equal(await maren.page.getByRole("button", { name: "Show it" }).count(), 0);
  await maren.typeAtEnd("\n- and on");
  await maren.light("Saved");
  assert.equal(await times("- and on"), 1);
  await maren.close();
});

test("a window closed with unsent text before the page begins a new history brings it along when it is opened again", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  await house.without(async () => {
    await maren.typeAtEnd("\n- typed on the train");
    await maren.light("On this device only");
    maren.page.on("dialog", (dialog) => void dialog.accept());
    await maren.page.close({ runBeforeUnload: true });
    await maren.page.waitForEvent("close").catch(() => {});
    await years();
  });
  const again = await openEditorPage(maren.page.context(), house.server.url + page);
  await again.shows("typed on the train");
  await again.light("Saved");
  await settledIn(again.page, (await pageOf(house.server.url, path)).room);
  assert.equal(await times("- typed on the train"), 1);
  await again.page.reload();
  await again.text.waitFor();
  await again.light("Saved");
  assert.equal(await times("- typed on the train"), 1);
  assert.equal(await again.page.getByRole("button", { name: "Show it" }).count(), 0);
  await again.close();
});
