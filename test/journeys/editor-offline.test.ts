import assert from "node:assert/strict";
import { test } from "node:test";
import { openEditorPage, openEditorWindow } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const page = "/-/edit/events/2016/06/dockercon16?talk=golden-ticket";
const file = "/events/2016/06/dockercon16.md?live";

const house = openHouse();

async function times(words: string): Promise<number> {
  return (await (await fetch(house.server.url + file)).text()).split(words).length - 1;
}

test("what is typed without a server is kept here, said to be, and joined in once when it is back", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.typeAtEnd("\n- with a server");
  await maren.light("Saved");
  await house.without(async () => {
    await maren.typeAtEnd("\n- without one");
    await maren.light("On this device only");
  });
  await maren.light("Saved");
  assert.equal(await times("- with a server"), 1);
  assert.equal(await times("- without one"), 1);
  await maren.close();
});

test("a window closed with unsent text warns; the text is there when the page is opened again", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  let warned = "";
  await house.without(async () => {
    await maren.typeAtEnd("\n- typed on the train");
    await maren.light("On this device only");
    maren.page.on("dialog", (dialog) => {
      warned = dialog.type();
      void dialog.accept();
    });
    await maren.page.close({ runBeforeUnload: true });
    await maren.page.waitForEvent("close").catch(() => {});
  });
  assert.equal(warned, "beforeunload");
  const again = await openEditorPage(maren.page.context(), house.server.url + page);
  await again.shows("typed on the train");
  await again.light("Saved");
  assert.equal(await times("- typed on the train"), 1);
  await again.close();
});

test("unsent text of a room that is no more is offered to its writer, and dropped only on their word", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  // As a browser would be that was away while the page got a new room: its store under another name, and the mark.
  await maren.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const room = names.find((name) => name.includes(".")) ?? "";
    localStorage.setItem(`plenary.unsent.${room}`, "events/2016/06/dockercon16.md");
    sessionStorage.setItem("room", room);
  });
  // A new data folder's pages have rooms of other names.
  await house.without(async () => {}, `${house.folder}/other`);
  await maren.page.reload();
  await maren.page.getByRole("button", { name: "Show it" }).click();
  assert.match(await maren.page.getByLabel("Text that was not sent").inputValue(), /Golden Ticket/);
  await maren.page.getByRole("button", { name: "I have it, drop it here" }).click();
  await maren.page.reload();
  await maren.text.waitFor();
  await maren.light("Saved");
  assert.equal(await maren.page.getByRole("button", { name: "Show it" }).count(), 0);
  await maren.close();
});
