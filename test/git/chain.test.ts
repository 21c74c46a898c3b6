import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import type { Draft } from "../../server/git/commit.ts";
import { git } from "../kit/git.ts";
import { ada, blobOf, commitByHand, flaws, save, using } from "./plumbing.ts";

const bo = { name: "Bo", email: "bo@example.org" };
const cy = { name: "Cy", email: "cy@example.org" };
const page = "events/2016/06/x.md";
const files = { "a.md": "a\n", [page]: "one\ntwo\n" };

/** One author's draft of the page, as a part of the save `5ave`. */
function part(author: Draft["author"], text: string): Draft {
  return { ...save({ [page]: text }, `by ${author.name}`), author, saveId: "5ave" };
}

const chain = [part(ada, "one\nada\ntwo\n"), part(bo, "one\nada\ntwo\nbo\n"), part(cy, "cy\nada\ntwo\nbo\n")];

/** Every move of main from now on, as `OLD NEW NAME`, told by git itself. */
async function watchMoves(dir: string): Promise<() => Promise<string[]>> {
  const told = path.join(dir, "moves");
  await writeFile(told, "");
  await mkdir(path.join(dir, "hooks"), { recursive: true });
  const hook = path.join(dir, "hooks", "reference-transaction");
  await writeFile(hook, `#!/bin/sh\n[ "$1" = committed ] && cat >> '${told}'\nexit 0\n`);
  await chmod(hook, 0o755);
  return async () => (await readFile(told, "utf8")).split("\n").filter((line) => line.endsWith(" refs/heads/main"));
}

describe("a chain of commits", () => {
  it("has a commit for each draft, on top of one another, and git blames each line on its author", () =>
    using(files, async ({ dir, repository }) => {
      const head = await repository.head();
      const last = await repository.commit(async () => chain);
      assert.equal(await repository.head(), last);
      const format = "--format=%an|%cn|%s|%(trailers:key=Save-Id,valueonly,separator=%x2C)";
      assert.deepEqual((await git(dir, "log", format, "--reverse", `${head}..main`)).trim().split("\n"), [
        "Ada|Ada|by Ada|5ave",
        "Bo|Bo|by Bo|5ave",
        "Cy|Cy|by Cy|5ave",
      ]);
      assert.equal((await git(dir, "rev-parse", "main~3")).trim(), head);
      const blame = await git(dir, "blame", "--line-porcelain", "main", "--", page);
      assert.deepEqual(blame.match(/^author .*$/gm), ["author Cy", "author Ada", "author Seeder", "author Bo"]);
      assert.equal(await git(dir, "show", "main:a.md"), "a\n");
      assert.equal(await flaws(dir), "");
    }));

  it("moves main once: no commit but the last is ever its tip", () =>
    using(files, async ({ dir, repository }) => {
      const moves = await watchMoves(dir);
      const head = await repository.head();
      const last = await repository.commit(async () => chain);
      assert.deepEqual(await moves(), [`${head} ${last} refs/heads/main`]);
    }));

  it("leaves out drafts that change nothing, and is none where all of them do", () =>
    using(files, async ({ dir, repository }) => {
      const head = await repository.head();
      assert.equal(await repository.commit(async () => [part(ada, "one\ntwo\n"), part(bo, "one\ntwo\n")]), null);
      assert.equal(await repository.commit(async () => []), null);
      assert.equal(await repository.head(), head);
      await repository.commit(async () => [part(ada, "one\ntwo\n"), part(bo, "bo\n"), part(cy, "bo\n")]);
      assert.equal(await git(dir, "log", "--format=%an", `${head}..main`), "Bo\n");
    }));

  it("is made anew as a whole when somebody else moved main meanwhile", () =>
    using(files, async ({ dir, repository }) => {
      const moves = await watchMoves(dir);
      let asked = 0;
      let theirs = "";
      const last = await repository.commit(async () => {
        asked += 1;
        if (asked === 1) theirs = await commitByHand(dir, [`100644 blob ${await blobOf(dir, "h")}\thand.md`]);
        return chain;
      });
      assert.equal(asked, 2);
      assert.equal((await git(dir, "rev-parse", "main~3")).trim(), theirs);
      assert.equal((await moves()).at(-1), `${theirs} ${last} refs/heads/main`);
      assert.equal(await git(dir, "show", "main:hand.md"), "h");
      assert.equal(await flaws(dir), "");
    }));

  it("of which one draft is refused leaves nothing: not main, not one object", () =>
    using(files, async ({ dir, repository }) => {
      const head = await repository.head();
      const objects = async (): Promise<number> =>
        (await readdir(path.join(dir, "objects"), { recursive: true })).length;
      const before = await objects();
      const bad = { ...part(bo, ""), files: new Map([["../x.md", new Uint8Array()]]) };
      await assert.rejects(
        repository.commit(async () => [part(ada, "ada\n"), bad]),
        (cause) => cause instanceof WikiError && cause.code === "bad-path",
      );
      assert.equal(await repository.head(), head);
      assert.equal(await objects(), before);
    }));

  it("can change more files, and folders that an earlier commit of it made", () =>
    using(files, async ({ dir, repository }) => {
      await repository.commit(async () => [
        save({ "new/one/x.md": "1\n" }),
        save({ "new/one/y.md": "2\n", "new/two/z.md": "3\n" }),
        save({ "new/one/x.md": null, "a.md": "b\n" }),
      ]);
      const listed = await git(dir, "ls-tree", "-r", "--name-only", "main");
      assert.deepEqual(listed.trim().split("\n"), ["a.md", page, "new/one/y.md", "new/two/z.md"]);
      assert.equal(await git(dir, "show", "main~1:new/one/x.md"), "1\n");
      assert.equal(await flaws(dir), "");
    }));

  it("is found by its Save-Id from any of its commits on", () =>
    using(files, async ({ dir, repository }) => {
      await repository.commit(async () => chain);
      await repository.commit(async () => ({ ...part(ada, "x\n"), saveId: "other" }));
      // A branch of before, merged: its commit stands between the others by its time.
      const [first = "", second = "", third = "", other = ""] = (await git(dir, "rev-list", "--reverse", "main"))
        .trim()
        .split("\n")
        .slice(1);
      await commitByHand(dir, [`100644 blob ${await blobOf(dir, "m")}\tm.md`], [first]);
      const next = async (oid: string) => (await repository.nextOfSave(oid))?.oid ?? null;
      assert.deepEqual(await Promise.all([first, second, third, other].map(next)), [second, third, null, null]);
      assert.equal(await next(await repository.head()), null);
      assert.equal(await next("0".repeat(40)), null);
      assert.equal((await repository.find(second))?.saveId, "5ave");
    }));
});
