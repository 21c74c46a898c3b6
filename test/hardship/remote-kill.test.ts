import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { flaws, processesOn } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { bareAt, cloneOf, mainOf, savePage } from "../kit/remote.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";

/** Times the wiki is killed. The long run is 40. */
const ROUNDS = Math.min(Number(process.env["ROUNDS"] ?? 4), 40);

describe(`a wiki that is killed with its remote at work, ${ROUNDS} times`, () => {
  const random = createRandom();
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let running: ServerProcess | null = null;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(async () => {
    await running?.end("SIGKILL");
    await folder.remove();
  });

  it(`has lost nothing and left no rubbish (seed ${random.seed})`, async () => {
    const data = path.join(folder.path, "data");
    const notes = path.join(data, "notes.git");
    const remote = await bareAt(path.join(folder.path, "remote.git"));
    const env = { PLENARY_REMOTE: remote, PLENARY_REMOTE_EVERY_S: "3600" };
    const start = async (): Promise<ServerProcess> => {
      running = await spawnServer(["--data", data], env);
      return running;
    };
    const isSame = async (): Promise<boolean> => (await mainOf(notes)) === (await mainOf(remote).catch(() => ""));
    await start();
    await until("it is filled", isSame);
    const marks: string[] = [];
    const clone = await cloneOf(remote, folder.path);
    const commitThere = async (round: number): Promise<void> => {
      marks.push(`there${round}.`);
      const text = `${marks.filter((mark) => mark.startsWith("there")).join("\n")}\n`;
      // The wiki may push at the same moment: who comes second fetches, and does it again.
      await until("it is pushed", async () => {
        await clone.git("fetch", "-q");
        await clone.git("reset", "-q", "--hard", "origin/main");
        await clone.commit({ "there.md": text, "x.bin": randomBytes(3_000_000) });
        return (await clone.push("-q", "origin", "main")).done;
      });
    };
    const saveHere = async (round: number): Promise<void> => {
      await savePage({ url: running?.url ?? "" }, "how-to-write", (text) => `${text}here${round}.\n`);
      marks.push(`here${round}.`);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await commitThere(round);
      await saveHere(round);
      await fetch(`${running?.url}/-/hooks/remote`, { method: "POST" });
      await pause(random.int(500));
      await running?.end("SIGKILL");
      assert.equal(await flaws(notes), "", `round ${round}, seed ${random.seed}`);
      await until("what it had started has ended", async () => (await processesOn(notes)).length === 0);
      await start();
    }
    await until("both have the same tip", isSame, 60_000);
    const texts = (await git(notes, "show", "main:there.md", "main:how-to-write.md")).split("\n");
    const wrong = marks.filter((mark) => texts.filter((line) => line === mark).length !== 1);
    assert.deepEqual(wrong, [], `seed ${random.seed}`);
    assert.equal(await running?.end("SIGTERM"), 0);
    for (const place of ["incoming", "."]) {
      const names = existsSync(path.join(notes, place)) ? await readdir(path.join(notes, place)) : [];
      assert.deepEqual(
        names.filter((name) => /sync-|mirror-|\.lock$|tmp/.test(name)),
        [],
        place,
      );
    }
    assert.equal(await flaws(notes), "");
    assert.equal(await flaws(remote), "");
  });
});
