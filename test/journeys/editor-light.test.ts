/** The light says where the text is and nothing else; who leaves with text that is only here is warned. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, WebSocketRoute } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { type EditorWindow, openEditorPage, wide } from "./editor-page.ts";

const path = "/events/2016/06/dockercon16";
const LIMIT = 1024 * 1024;

let server: TestServer;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The line between a window and the server, and what may be done to it. */
interface Line {
  /** Acknowledgements do not come through. */
  mute: boolean;
  /** The code every new connection is closed with; 0 for none. */
  code: number;
  /** Tells the window something in the server's name. */
  tell(kind: string, facts: object): Promise<void>;
  /** Closes the connection as the server would. */
  hangUp(code: number): void;
}

const ACKNOWLEDGE = 102;

/** An editor whose line to the server is in the test's hands. */
async function open(talk: string): Promise<{ editor: EditorWindow; line: Line }> {
  const context = await browser.newContext(wide);
  const sockets = new Set<WebSocketRoute>();
  const line: Line = {
    mute: false,
    code: 0,
    tell: (kind, facts) =>
      editor.page.evaluate(
        ([name, data]) => {
          const { streams } = globalThis as unknown as { streams: EventSource[] };
          for (const stream of streams) stream.dispatchEvent(new MessageEvent(name, { data }));
        },
        [kind, JSON.stringify(facts)] as const,
      ),
    hangUp(code) {
      for (const socket of sockets) void socket.close({ code, reason: "test" });
    },
  };
  await context.routeWebSocket(/\/-\/live\//, (socket) => {
    if (line.code !== 0) {
      void socket.close({ code: line.code, reason: "test" });
      return;
    }
    sockets.add(socket);
    const upstream = socket.connectToServer();
    upstream.onMessage((message) => {
      if (line.mute && typeof message !== "string" && message[0] === ACKNOWLEDGE) return;
      socket.send(message);
    });
    socket.onClose(() => sockets.delete(socket));
  });
  // As text: what compiles these tests would put helpers of its own into it.
  await context.addInitScript({
    content: `globalThis.streams = [];
      globalThis.EventSource = new Proxy(EventSource, {
        construct: (Stock, given) => streams[streams.push(new Stock(...given)) - 1],
      });`,
  });
  const editor = await openEditorPage(context, `${server.url}/-/edit${path}?talk=${talk}`);
  await editor.page.locator("#_name-stay").click();
  await editor.light("Saved");
  return { editor, line };
}

/** Whether the window asks before it is left. It stays. */
async function warns({ page }: EditorWindow): Promise<boolean> {
  let asked = false;
  const answer = async (dialog: { type(): string; dismiss(): Promise<void> }): Promise<void> => {
    asked = dialog.type() === "beforeunload";
    await dialog.dismiss();
  };
  page.on("dialog", answer);
  await page.evaluate("setTimeout(() => location.assign('/'), 0)");
  // Either it asks, or it goes.
  await until("it asks or goes", () => asked || new URL(page.url()).pathname === "/");
  page.off("dialog", answer);
  return asked;
}

test("saved text is said to be saved, with the commit of the page and when it was made, and leaving it is free", async () => {
  const { editor } = await open("golden-ticket");
  const { saves } = (await (await fetch(`${server.url}/-/api/v1/history${path}?limit=1`)).json()) as {
    saves: { commit: string }[];
  };
  assert.equal(await editor.page.locator("#_light-commit").innerText(), saves[0]?.commit.slice(0, 7));
  assert.match(await editor.page.locator("#_light-time").innerText(), /^, .*\d/);
  assert.equal(await warns(editor), false);
  await editor.close();
});

test("text on its way is said to be on its way, and leaving it warns", async () => {
  const { editor, line } = await open("golden-ticket");
  line.mute = true;
  await editor.typeAtEnd(" x");
  await editor.light("Saving");
  assert.equal(await warns(editor), true);
  await editor.close();
});

test("text that a disk takes no more is on its way; why is told once, and taken back when the disk is well", async () => {
  const { editor, line } = await open("golden-ticket");
  const notice = editor.page.getByText("The server cannot write to its disk at the moment.");
  line.mute = true;
  await editor.typeAtEnd(" y");
  await line.tell("disk", { path: path.slice(1), writable: false });
  await notice.waitFor();
  await editor.light("Saving");
  assert.equal(await warns(editor), true);
  line.mute = false;
  await line.tell("disk", { path: path.slice(1), writable: true });
  await notice.waitFor({ state: "detached" });
  line.hangUp(1001);
  await editor.light("Saved");
  await editor.close();
});

test("a busy server is told of, called again by itself, and has the text in the end", async () => {
  const { editor, line } = await open("golden-ticket");
  line.code = 1013;
  line.hangUp(1013);
  const notice = editor.page.getByText("The server has too much to do.");
  await notice.waitFor();
  await editor.typeAtEnd("\n- typed while it was busy");
  await editor.light("On this device only");
  assert.equal(await warns(editor), true);
  // Called and turned away once more, and still told of.
  await editor.page.waitForTimeout(1500);
  assert.ok(await notice.isVisible());
  line.code = 0;
  await editor.light("Saved");
  await notice.waitFor({ state: "detached" });
  assert.match(await (await fetch(`${server.url}${path}.md?live`)).text(), /- typed while it was busy\n/);
  await editor.close();
});

test("text that the server refuses is on this device only, and leaving it warns", async () => {
  const { editor, line } = await open("golden-ticket");
  line.mute = true;
  await editor.typeAtEnd(" z");
  await editor.light("Saving");
  line.code = 4403;
  line.hangUp(4403);
  await editor.light("On this device only");
  await editor.page.getByText("You may not write on this page.").waitFor();
  assert.equal(await warns(editor), true);
  await editor.close();
});

test("what would make the page too long is not put in, with a word about it, and the room goes on", async () => {
  const { editor } = await open("golden-ticket");
  const before = await (await fetch(`${server.url}${path}.md?live`)).text();
  const room = LIMIT - Buffer.byteLength(before);
  const paste = (text: string) =>
    editor.text.evaluate((content, words) => {
      const data = new DataTransfer();
      data.setData("text/plain", words);
      content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  await editor.text.focus();
  await editor.page.keyboard.press("Control+End");
  await paste("ä".repeat(Math.ceil(room / 2) + 1));
  const notice = editor.page.getByText("A page holds 1 MB of text at most, and this would be more. It was not put in.");
  await notice.waitFor();
  assert.equal(await (await fetch(`${server.url}${path}.md?live`)).text(), before);
  await editor.page.keyboard.type("still writing");
  await editor.light("Saved");
  // Up to the last byte, and then not one more; in the whole page no more than in the talk.
  const left = room - Buffer.byteLength("still writing");
  await paste("x".repeat(left));
  await editor.light("Saved");
  const full = async () => Buffer.byteLength(await (await fetch(`${server.url}${path}.md?live`)).text());
  await until("the page is full", async () => (await full()) === LIMIT);
  await editor.page.keyboard.type("one more");
  await editor.page.locator("#_whole").click();
  await editor.shows("DockerCon 2016");
  await editor.page.keyboard.type("one more");
  await editor.page.keyboard.press("Control+Enter");
  await notice.waitFor();
  await editor.light("Saved");
  assert.equal(await full(), LIMIT);
  await editor.page.keyboard.press("Control+End");
  await editor.page.keyboard.press("Backspace");
  await editor.light("Saved");
  await until("one less", async () => (await full()) === LIMIT - 1);
  await editor.close();
});
