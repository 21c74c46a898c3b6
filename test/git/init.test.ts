import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { createRepository, initRepository } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";

async function using(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  try {
    await run(folder.path);
  } finally {
    await folder.remove();
  }
}

const refused = (cause: unknown): boolean =>
  cause instanceof WikiError && cause.code === "refused" && !cause.message.includes("\n");

describe("a wiki's repository", () => {
  it("begins as a clone: the default branch becomes main, tags come along, other branches do not", () =>
    using(async (folder) => {
      const source = path.join(folder, "source");
      await git(folder, "init", "--quiet", "--initial-branch=trunk", source);
      await writeFile(path.join(source, "index.md"), "home\n");
      await git(source, "add", ".");
      await git(source, "commit", "--quiet", "-m", "one");
      await git(source, "tag", "v1");
      await git(source, "branch", "other");
      const dir = path.join(folder, "notes.git");
      await initRepository(dir, { clone: source });
      const refs = (await git(dir, "for-each-ref", "--format=%(refname)")).trim().split("\n");
      assert.deepEqual(refs, ["refs/heads/main", "refs/tags/v1"]);
      assert.equal((await git(dir, "symbolic-ref", "HEAD")).trim(), "refs/heads/main");
      const repository = await createRepository({ dir });
      const head = await repository.head();
      assert.equal(head, (await git(source, "rev-parse", "trunk")).trim());
      await repository.close();
    }));

  it("of nothing, of an empty repository, or of a flag is refused in one line, and leaves nothing behind", () =>
    using(async (folder) => {
      const dir = path.join(folder, "notes.git");
      const empty = path.join(folder, "empty");
      await git(folder, "init", "--quiet", empty);
      for (const clone of [path.join(folder, "nowhere"), empty, "--upload-pack=touch x", "ext::sh -c true"]) {
        await assert.rejects(initRepository(dir, { clone }), refused, clone);
        assert.equal(existsSync(dir), false, clone);
      }
    }));

  it("that has a work tree, or no commit, or is no repository, is not opened", () =>
    using(async (folder) => {
      const work = path.join(folder, "work");
      await git(folder, "init", "--quiet", work);
      await git(folder, "init", "--quiet", "--bare", path.join(folder, "bare"));
      for (const dir of [path.join(work, ".git"), path.join(folder, "bare"), folder, path.join(folder, "nowhere")]) {
        await assert.rejects(createRepository({ dir }), refused, dir);
      }
    }));
});
