import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { WikiError } from "../../server/errors.ts";
import { git } from "../kit/git.ts";
import { makeRepository, type TestRepository } from "../kit/repository.ts";

const ada = { name: "Ada", email: "ada@example.org" };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const here = path.dirname(fileURLToPath(import.meta.url));

function save(files: Readonly<Record<string, string>>) {
  const entries = Object.entries(files).map(([file, text]) => [file, bytes(text)] as const);
  return { files: new Map(entries), author: ada, coAuthors: [], message: "a save" };
}

async function using(run: (of: TestRepository) => Promise<void>): Promise<void> {
  const of = await makeRepository({ "a.md": "a\n", "events/2016/06/x.md": "x\n" });
  try {
    await run(of);
  } finally {
    await of.close();
  }
}

/** A commit on `main` by plumbing, as another process makes it. */
async function commitByHand(dir: string, file: string): Promise<void> {
  const blob = (await git(dir, "hash-object", "-w", "--no-filters", "HEAD")).trim();
  const tree = await git(dir, "ls-tree", "main");
  assert.ok(tree);
  await git(dir, "update-index", "--add", "--cacheinfo", `100644,${blob},${file}`);
  const written = (await git(dir, "write-tree")).trim();
  const parent = (await git(dir, "rev-parse", "main")).trim();
  const commit = (await git(dir, "commit-tree", written, "-p", parent, "-m", "by hand")).trim();
  await git(dir, "update-ref", "refs/heads/main", commit, parent);
}

describe("a commit", () => {
  it("leaves a repository that git finds nothing wrong with", () =>
    using(async ({ dir, repository }) => {
      for (let count = 0; count < 5; count += 1) {
        await repository.commit(async () =>
          save({ [`events/2016/06/${count}.md`]: `${count}\n`, "z/y/x.md": `${count}` }),
        );
      }
      assert.equal(await git(dir, "fsck", "--strict", "--no-dangling"), "");
      assert.equal(
        await git(dir, "log", "-1", "--format=%an <%ae>|%cn|%s", "main"),
        "Ada <ada@example.org>|Ada|a save\n",
      );
    }));

  it("is asked for anew when somebody else moved main meanwhile, and keeps both", () =>
    using(async ({ dir, repository }) => {
      let asked = 0;
      const oid = await repository.commit(async () => {
        asked += 1;
        if (asked === 1) {
          await git(dir, "read-tree", "main");
          await commitByHand(dir, "hand.md");
        }
        return save({ "a.md": "a2\n" });
      });
      assert.equal(asked, 2);
      assert.ok(oid);
      assert.deepEqual([...(await repository.files(oid)).keys()].sort(), ["a.md", "events/2016/06/x.md", "hand.md"]);
      assert.equal((await repository.commits({ limit: 9 })).length, 3);
    }));

  it("waits for git's own lock on main, and goes through when it is gone", () =>
    using(async ({ dir, repository }) => {
      const { rm, writeFile } = await import("node:fs/promises");
      const lock = path.join(dir, "refs/heads/main.lock");
      await writeFile(lock, "");
      const committing = repository.commit(async () => save({ "a.md": "a2\n" }));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await rm(lock);
      assert.ok(await committing);
    }));

  it("keeps names and messages that git could not write down as they are", () =>
    using(async ({ repository }) => {
      const oid = await repository.commit(async () => ({
        ...save({ "a.md": "a2\n" }),
        author: { name: "Mallory <root@example.org>\nX: y", email: "a>b" },
        message: "  subject  \r\n\r\n\r\nbody\0 \n",
      }));
      assert.ok(oid);
      const told = await repository.find(oid);
      assert.equal(told?.author.name, "Mallory  root@example.org X: y");
      assert.equal(told?.author.email, "a b");
      assert.equal(told?.message, "subject\n\nbody");
    }));

  it("to a path that would leave the notes, or break a folder, is refused and changes nothing", () =>
    using(async ({ repository }) => {
      const head = await repository.head();
      for (const file of [
        "../x.md",
        "a/./b.md",
        ".git/config",
        "x/.GIT/y",
        "git~1/x",
        "",
        "/a",
        "a//b",
        "a\0b",
        "a\\b",
      ]) {
        const refused = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "bad-path";
        await assert.rejects(
          repository.commit(async () => save({ [file]: "x" })),
          refused,
          JSON.stringify(file),
        );
      }
      const taken = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "exists";
      await assert.rejects(
        repository.commit(async () => save({ "a.md/b.md": "x" })),
        taken,
      );
      await assert.rejects(
        repository.commit(async () => save({ events: "x" })),
        taken,
      );
      assert.equal(await repository.head(), head);
    }));

  it("that was told of is there after kill -9, ten times over, and the repository is whole", { timeout: 120_000 }, () =>
    using(async ({ dir, repository }) => {
      for (let round = 0; round < 10; round += 1) {
        const told = await commitUntilKilled(dir, 150 + round * 40);
        for (const oid of told) await git(dir, "merge-base", "--is-ancestor", oid, "main");
      }
      assert.equal(await git(dir, "fsck", "--strict", "--no-dangling"), "");
      assert.ok(await repository.commit(async () => save({ "after.md": "x" })));
    }),
  );
});

/** Runs a committer in a process of its own, kills it without warning, and gives the commits it had been told of. */
function commitUntilKilled(dir: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(here, "..", "kit", "committer.ts"), dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (data: Buffer) => {
    // The clock starts with the first commit: how long a process takes to start is not what is tried here.
    if (out === "") setTimeout(() => child.kill("SIGKILL"), ms);
    out += data.toString();
  });
  return new Promise((resolve) => child.once("close", () => resolve(out.match(/[0-9a-f]{40}(?=\n)/g) ?? [])));
}
