import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { flaws, gitWith, save, using } from "./plumbing.ts";

/** How long everybody writes, ms; `COMPANY_MS=60000` for a minute. */
const WRITING_MS = Number(process.env.COMPANY_MS ?? 4000);
const WRITERS = 4;

/** Whether git did it; refused because somebody else was faster is no failure. */
async function done(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}

describe("four writers, somebody who pushes, somebody who moves main by hand, and git gc", () => {
  it("lose nothing that was acknowledged to any of them", async (t) => {
    const folder = await temporaryFolder();
    try {
      await using({ "a.md": "a\n" }, async ({ dir, repository }) => {
        const end = Date.now() + WRITING_MS;
        const kept: string[] = [];
        let refusals = 0;
        // Whoever is always a moment late is told so after some tries, and sends it again.
        const refused = (cause: unknown): null => {
          assert.ok(cause instanceof WikiError && cause.code === "busy", String(cause));
          refusals += 1;
          return null;
        };
        const writer = async (number: number): Promise<void> => {
          for (let count = 0; Date.now() < end; count += 1) {
            const draft = save({ [`writer/${number}.md`]: `${count}\n` });
            const oid = await repository.commit(async () => draft).catch(refused);
            if (oid !== null) kept.push(oid);
          }
        };
        const pusher = async (): Promise<void> => {
          const clone = path.join(folder.path, "clone");
          await git(folder.path, "clone", "--quiet", dir, clone);
          for (let count = 0; Date.now() < end; count += 1) {
            await git(clone, "pull", "--quiet", "--rebase");
            await writeFile(path.join(clone, "pushed.md"), `${count}\n`);
            await git(clone, "add", ".");
            await git(clone, "commit", "--quiet", "--message=pushed");
            if (await done(git(clone, "push", "--quiet"))) kept.push((await git(clone, "rev-parse", "HEAD")).trim());
          }
        };
        const byHand = async (): Promise<void> => {
          while (Date.now() < end) {
            const head = await gitWith(dir, "", "rev-parse", "main");
            const commit = await gitWith(dir, "by hand", "commit-tree", `${head}^{tree}`, "-p", head);
            if (await done(git(dir, "update-ref", "refs/heads/main", commit, head))) kept.push(commit);
          }
        };
        const writers = Array.from({ length: WRITERS }, (_, number) => writer(number));
        await Promise.all([...writers, pusher(), byHand(), git(dir, "gc", "--quiet")]);

        const reachable = new Set((await git(dir, "rev-list", "main")).trim().split("\n"));
        assert.deepEqual(
          kept.filter((oid) => !reachable.has(oid)),
          [],
        );
        t.diagnostic(`${kept.length} commits acknowledged, ${refusals} asked to come again`);
        assert.ok(kept.length > WRITERS + refusals);
        assert.equal(await flaws(dir), "");
        const told = await repository.commits({ limit: kept.length + 99 });
        assert.deepEqual(new Set(told.map(({ oid }) => oid)), reachable);
      });
    } finally {
      await folder.remove();
    }
  });
});
