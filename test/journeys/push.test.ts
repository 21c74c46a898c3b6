import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { createTokens } from "../../server/tokens-file.ts";
import { git } from "../kit/git.ts";
import { clonePusher } from "../kit/pusher.ts";
import { until } from "../kit/typist.ts";
import { openEditorWindow } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const page = "events/2016/06/dockercon16";
const file = `${page}.md`;

const house = openHouse();

test("what somebody pushes comes into an editor that is open: the caret stays between its letters, and both texts are there", async () => {
  const { server, browser, folder } = house;
  const token = await createTokens(path.join(server.data, "tokens.json")).add("Tobias Wexley");
  const url = `${server.url.replace("://", `://tobias:${token}@`)}/notes.git`;
  const pusher = await clonePusher(url, path.join(folder, "clone"));
  const maren = await openEditorWindow(browser, `${server.url}/-/edit/${page}`, "Maren Oduya");
  await maren.text.click();
  await maren.page.keyboard.press("Control+Home");
  await maren.page.keyboard.press("End");
  await maren.page.keyboard.type(" typed-hereEND");
  for (let left = 0; left < "END".length; left += 1) await maren.page.keyboard.press("ArrowLeft");
  await maren.light("Saved");

  const push = async (line: string): Promise<void> => {
    // Above the caret's line and far below it: what is typed is in the version that is fetched first.
    for (let tries = 0; tries < 3; tries += 1) {
      await pusher.git("fetch", "-q");
      await pusher.git("reset", "-q", "--hard", "origin/main");
      const text = await readFile(path.join(pusher.dir, file), "utf8");
      await pusher.commit({ [file]: `${line}\n${text}\n- ${line} below\n` }, line);
      const { done, said } = await pusher.push("origin", "main");
      if (done) return;
      assert.match(said, /fetch first/);
    }
    assert.fail("the push was never taken");
  };
  await push("pushed-above");
  await maren.shows("pushed-above");
  await maren.page.keyboard.type("-still-here-");
  await maren.shows("typed-here-still-here-END");

  await maren.page.keyboard.press("Control+s");
  await until("both are in the history", async () => {
    const text = await git(server.notes, "show", `main:${file}`);
    return text.includes("typed-here-still-here-END") && text.includes("pushed-above below");
  });
  const text = await git(server.notes, "show", `main:${file}`);
  assert.equal(text.split("typed-here").length, 2);
  assert.equal(text.split("pushed-above").length, 3);
  await maren.close();
});
