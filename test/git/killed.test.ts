import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";
import { createRepository } from "../../server/git/repo.ts";
import { git } from "../kit/git.ts";
import { flaws, using } from "./plumbing.ts";

const COMMITTER = path.resolve(import.meta.dirname, "..", "kit", "killed-committer.ts");
/** More than a commit has. */
const MOST_STEPS = 60;

describe("a commit that is killed", () => {
  it("at any open, rename or new folder leaves a sound repository that opens", () =>
    using({ "a.md": "a\n" }, async ({ dir }) => {
      let killed = 0;
      for (; killed < MOST_STEPS; killed += 1) {
        const args = ["--import", "tsx", COMMITTER, dir, String(killed)];
        const child = spawnSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
        const head = (await git(dir, "rev-parse", "main")).trim();
        if (child.signal === null) {
          assert.equal(child.stdout.trim(), head);
          break;
        }
        assert.equal(child.signal, "SIGKILL");
        assert.equal(await flaws(dir), "", `killed at step ${killed}`);
      }
      assert.ok(killed > 5 && killed < MOST_STEPS, `${killed} steps`);
      const repository = await createRepository({ dir });
      const head = await repository.head();
      assert.equal(
        new TextDecoder().decode(await repository.blob((await repository.files(head)).get("a.md") ?? "")),
        "a\n",
      );
      await repository.close();
      assert.equal(await flaws(dir), "");
    }));
});
