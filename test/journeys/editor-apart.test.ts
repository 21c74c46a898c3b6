/** Writers whose network goes, whose browser dies, and who come back after days: everything once, in every place. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { launchProfile } from "../kit/chromium.ts";
import { git } from "../kit/git.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { type EditorWindow, openEditorPage, openEditorWindow } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const file = "events/2016/06/dockercon16.md";
const page = "/-/edit/events/2016/06/dockercon16?talk=golden-ticket";

const house = openHouse();

const count = (text: string, words: string): number => text.split(words).length - 1;

async function live(): Promise<string> {
  return (await fetch(`${house.server.url}/${file}?live`)).text();
}

async function onceEverywhere(words: readonly string[], windows: readonly EditorWindow[]): Promise<void> {
  for (const one of windows) {
    for (const said of words) await one.shows(said);
    const shown = (await one.lines()).join("\n");
    for (const said of words) assert.equal(count(shown, said), 1, `${said} in a window`);
  }
  const text = await live();
  for (const said of words) assert.equal(count(text, said), 1, `${said} in the room`);
}

test("two browsers without a network write on one line; back again, all of it is there once, in both and in git", async () => {
  const maren = await openEditorWindow(house.browser, house.server.url + page, "Maren Oduya");
  const tobias = await openEditorWindow(house.browser, house.server.url + page, "Tobias Wexley");
  await maren.typeAtEnd("\n\n[shared]");
  await tobias.shows("[shared]");
  await maren.light("Saved");
  for (const one of [maren, tobias]) await one.page.context().setOffline(true);
  await maren.page.keyboard.press("Home");
  await maren.page.keyboard.type("Maren before ");
  await maren.typeAtEnd(" Maren behind");
  await tobias.typeAtEnd(" Tobias behind");
  for (const one of [maren, tobias]) await one.light("On this device only");
  const { text } = await textOf();
  assert.ok(!text.includes("Maren before"), "nothing went out");

  await maren.page.context().setOffline(false);
  await maren.light("Saved");
  await tobias.page.context().setOffline(false);
  await tobias.light("Saved");
  await onceEverywhere(["Maren before ", " Maren behind", " Tobias behind", "[shared]"], [maren, tobias]);
  assert.deepEqual(await maren.lines(), await tobias.lines());
  await maren.page.keyboard.press("Control+s");
  await until("all of it is in git", async () => {
    const committed = await git(house.server.notes, "show", `main:${file}`);
    return committed === (await live());
  });
  await Promise.all([maren.close(), tobias.close()]);
});

async function textOf(): Promise<{ text: string; room: string }> {
  const answer = await fetch(`${house.server.url}/-/api/v1/pages/${file.replace(/\.md$/, "")}`);
  return (await answer.json()) as { text: string; room: string };
}

test("a browser that is killed with unsent text sends it by itself when it is opened days later", async () => {
  const profile = `${house.folder}/profile`;
  const first = await launchProfile(profile);
  const maren = await openEditorPage(first, house.server.url + page);
  await maren.page.locator("#_name-stay").click();
  await maren.light("Saved");
  await house.without(async () => {
    await maren.typeAtEnd("\n- typed before the battery died");
    await maren.light("On this device only");
    // The browser writes what it keeps in the background; the dead battery comes a moment after the last key.
    await maren.page.waitForTimeout(1000);
    await killProfile(profile);
    await first.close().catch(() => {});
  });

  // Days later: the server was started again, and others have written meanwhile.
  const { room } = await textOf();
  const tobias = joinRoom(house.server.url, room);
  await tobias.synced();
  tobias.text.insert(tobias.text.toString().indexOf("Golden Ticket"), "\n");
  await tobias.acknowledged();

  const second = await launchProfile(profile);
  const again = await openEditorPage(second, house.server.url + page);
  await again.light("Saved");
  await onceEverywhere(["- typed before the battery died"], [again]);
  await until("the others have it", () => tobias.text.toString().includes("- typed before the battery died"));
  assert.equal(count(tobias.text.toString(), "- typed before the battery died"), 1);
  tobias.leave();
  await second.close();
});

/** Ends the browser of a profile, and nothing else, as a dead battery would. */
async function killProfile(profile: string): Promise<void> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,args="]);
  const own = stdout.split("\n").filter((line) => line.includes(`--user-data-dir=${profile}`));
  assert.ok(own.length > 0, "the browser runs");
  for (const line of own) {
    try {
      process.kill(Number(line.trim().split(" ")[0]), "SIGKILL");
    } catch {
      // It went with its parent.
    }
  }
}
