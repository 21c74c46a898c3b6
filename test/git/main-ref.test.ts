import assert from "node:assert/strict";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createMainRef, MAIN } from "../../server/git/main-ref.ts";
import { createGit } from "../../server/git/process.ts";
import { git } from "../kit/git.ts";
import { blobOf, commitByHand, using } from "./plumbing.ts";

it("the branch is where another put it, right after that, however fast they come and however long it stood before", () =>
  using({ "a.md": "a\n" }, async ({ dir }) => {
    const main = createMainRef(createGit(dir), dir);
    const oids: string[] = [];
    for (const text of ["one\n", "two\n", "three\n"])
      oids.push(await commitByHand(dir, [`100644 blob ${await blobOf(dir, text)}\ta.md`]));
    const file = path.join(dir, MAIN);
    const put = async (oid: string): Promise<void> => {
      await writeFile(`${file}.new`, `${oid}\n`);
      await rename(`${file}.new`, file);
    };
    for (const rest of [0, 0, 1200]) {
      await pause(rest);
      for (let n = 0; n < 300; n += 1) {
        const oid = oids[n % oids.length] ?? "";
        await put(oid);
        assert.equal(await main.read(), oid);
        // For the event loop to turn.
        await new Promise(setImmediate);
      }
    }
    await pause(1200);
    assert.equal(await main.read(), oids[2]);
    await new Promise(setImmediate);
    assert.equal(await main.read(), oids[2]);
    await git(dir, "pack-refs", "--all");
    assert.equal(await main.read(), oids[2]);
    await git(dir, "update-ref", MAIN, oids[0] ?? "");
    assert.equal(await main.read(), oids[0]);
    await main.close();
  }));
