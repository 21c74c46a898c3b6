import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "../kit/http.ts";
import { until } from "../kit/typist.ts";
import { openEditorWindow } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const path = "events/2016/06/dockercon16";
const to = "events/2016/06/dockercon-seattle";
const page = `/-/edit/${path}?talk=golden-ticket`;

const house = openHouse();

async function post(address: string, body: object = {}): Promise<void> {
  const answer = await fetch(house.server.url + address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

async function text(of: string): Promise<string> {
  return (await fetch(`${house.server.url}/${of}.md?live`)).text();
}

test("a page that is moved while somebody writes stays open, says where it is now, and saves there", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  await maren.typeAtEnd("\n- before");
  await post(`/-/move/${path}`, { to });
  const notice = maren.page.getByText("This page is now");
  await notice.waitFor();
  assert.equal(await notice.getByRole("link").getAttribute("href"), `/${to}`);
  assert.equal(new URL(maren.page.url()).pathname, `/-/edit/${to}`);
  await maren.typeAtEnd("\n- after");
  await maren.light("Saved");
  await maren.page.keyboard.press("Control+s");
  await maren.page.getByText(/^In history: [0-9a-f]{7}/).waitFor();
  assert.match(await (await fetch(`${house.server.url}/${to}.md`)).text(), /- before\n.*after/);
  await maren.page.getByLabel("Preview").getByText("after").waitFor();
  await maren.page.reload();
  await maren.shows("after");
  await maren.close();
});

test("a page that is deleted while somebody writes says so; their text is kept, and comes back with it", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  await post(`/-/delete/${path}`);
  await maren.page.getByText("This page was deleted.").waitFor();
  await maren.typeAtEnd("\n- typed too late");
  await maren.light("Saved");
  await maren.page.getByRole("button", { name: "Show my text" }).click();
  assert.match(await maren.page.getByLabel("Text that was not sent").inputValue(), /- typed too late/);
  await maren.page.getByRole("button", { name: "Close Esc" }).last().click();
  assert.equal((await fetch(`${house.server.url}/${path}`)).status, 404);
  await maren.page.getByRole("button", { name: "Bring the page back" }).click();
  await maren.page.getByText("The page is back").waitFor();
  assert.equal(await maren.page.getByText("This page was deleted.").count(), 0);
  assert.match(await text(path), /- typed too late/);
  await maren.close();
});

test("a change that meets what is typed on the same line is told with both commits, and both are kept", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  const { text: before, commit: base } = await pageOf(house.server.url, path);
  await maren.typeAtEnd("\n- the last line");
  await maren.page.keyboard.press("Control+s");
  await maren.page.getByText(/^In history:/).waitFor();
  const { text: saved, commit } = await pageOf(house.server.url, path);
  assert.notEqual(commit, base);
  assert.notEqual(saved, before);
  await maren.typeAtEnd(" by Maren");
  await until("it is there", async () => (await text(path)).includes("last line by Maren"));
  const sent = await fetch(`${house.server.url}/-/api/v1/pages/${path}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: saved.replace("- the last line", "- not the last line"), base: commit, message: "" }),
  });
  assert.equal(sent.status, 200);
  const notice = maren.page.getByText(
    /You and another change met on the same line of “.*Golden Ticket.*”; both are kept:/,
  );
  await notice.waitFor();
  const { commit: theirs } = (await sent.json()) as { commit: string };
  assert.equal(await notice.getByRole("link", { name: "theirs" }).getAttribute("href"), `/-/commit/${theirs}`);
  const yours = await notice.getByRole("link", { name: "yours" }).getAttribute("href");
  assert.match(await (await fetch(house.server.url + yours)).text(), /by Maren/);
  await maren.shows("- not the last line by Maren");
  await maren.close();
});

test("text that the server will not take can be copied, and is left behind only on its writer's word", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  await maren.light("Saved");
  const { text: before } = await pageOf(house.server.url, path);
  await maren.page.evaluate(() => {
    // A close that the page did not ask for, with the code of a text that is too large.
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const [type, kind] = new Uint8Array(data as ArrayBuffer);
      if (type === 0 && kind === 2) {
        this.dispatchEvent(new CloseEvent("close", { code: 1009, reason: "too large" }));
        return;
      }
      send.call(this, data);
    };
  });
  await maren.text.focus();
  await maren.page.keyboard.press("Control+End");
  await maren.page.keyboard.insertText("\n- one word too many");
  await maren.page.getByText("The server cannot take this much text on one page.").waitFor();
  await maren.page.getByRole("button", { name: "Start again from the server’s text" }).click();
  assert.match(await maren.page.getByLabel("Text that was not sent").inputValue(), /- one word too many/);
  await maren.page.getByRole("button", { name: "I have it, drop it here" }).click();
  await maren.page.waitForLoadState();
  await maren.text.waitFor();
  await maren.light("Saved");
  assert.ok(!(await maren.lines()).join("\n").includes("one word too many"));
  assert.equal(await text(path), before);
  await maren.page.reload();
  await maren.light("Saved");
  assert.equal(await maren.page.getByText("The server cannot take").count(), 0);
  await maren.close();
});
