import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { createRepository, initRepository } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { makeRepository } from "../kit/repository.ts";
import { ada, bytes, flaws, processesOn, save, until } from "./plumbing.ts";

async function using(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  try {
    await run(folder.path);
  } finally {
    await folder.remove();
  }
}

/** A refusal in one line that says `words`. */
const refused =
  (words: RegExp) =>
  (cause: unknown): boolean => {
    if (!(cause instanceof WikiError && cause.code === "refused")) return false;
    assert.match(cause.message, words);
    assert.doesNotMatch(cause.message, /\n/);
    return true;
  };

/** A repository with a work tree, one commit on `branch`, and a tag and a branch more. */
async function makeSource(folder: string, branch = "trunk"): Promise<string> {
  const source = path.join(folder, "source");
  await git(folder, "init", "--quiet", `--initial-branch=${branch}`, source);
  await writeFile(path.join(source, "index.md"), "home\n");
  await git(source, "add", ".");
  await git(source, "commit", "--quiet", "-m", "one");
  await git(source, "tag", "-a", "v1", "-m", "first");
  await git(source, "checkout", "--quiet", "-b", "other");
  await git(source, "commit", "--quiet", "--allow-empty", "-m", "elsewhere");
  await git(source, "checkout", "--quiet", branch);
  return source;
}

const seed = { seed: new Map([["a/b.md", bytes("b\n")]]), author: ada, message: "Begin" };

describe("a new repository", () => {
  it("begins with its files in one commit, bare, on main", () =>
    using(async (folder) => {
      const dir = path.join(folder, "deep", "notes.git");
      await initRepository(dir, seed);
      assert.equal(await git(dir, "log", "--format=%an|%s|%P", "main"), "Ada|Begin|\n");
      assert.equal(await git(dir, "show", "main:a/b.md"), "b\n");
      assert.equal(
        (await git(dir, "rev-parse", "--is-bare-repository", "--symbolic-full-name", "HEAD")).trim(),
        "true\nrefs/heads/main",
      );
      assert.equal(await flaws(dir), "");
      assert.deepEqual(await readdir(path.dirname(dir)), ["notes.git"]);
    }));

  it("may begin with no file at all", () =>
    using(async (folder) => {
      const dir = path.join(folder, "notes.git");
      await initRepository(dir, { ...seed, seed: new Map() });
      const repository = await createRepository({ dir });
      assert.equal((await repository.files(await repository.head())).size, 0);
      assert.ok(await repository.commit(async () => save({ "a.md": "a" })));
      await repository.close();
      assert.equal(await flaws(dir), "");
    }));

  it("is not made over something, but over an empty folder, and what a crash left beside is cleared away", () =>
    using(async (folder) => {
      const dir = path.join(folder, "notes.git");
      await mkdir(path.join(folder, "notes.git.making-dead", "objects"), { recursive: true });
      await mkdir(dir);
      await initRepository(dir, seed);
      assert.deepEqual(await readdir(folder), ["notes.git"]);
      const exists = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "exists";
      await assert.rejects(initRepository(dir, seed), exists);
    }));

  it("with a path in it that is none leaves nothing behind", () =>
    using(async (folder) => {
      const hostile = { ...seed, seed: new Map([["../x", bytes("x")]]) };
      await assert.rejects(initRepository(path.join(folder, "notes.git"), hostile), WikiError);
      assert.deepEqual(await readdir(folder), []);
    }));
});

describe("a clone", () => {
  it("has the default branch as main, the tags on it, and no other branch", () =>
    using(async (folder) => {
      const source = await makeSource(folder);
      const dir = path.join(folder, "notes.git");
      await initRepository(dir, { clone: source });
      const refs = (await git(dir, "for-each-ref", "--format=%(refname)")).trim().split("\n");
      assert.deepEqual(refs, ["refs/heads/main", "refs/tags/v1"]);
      assert.equal((await git(dir, "symbolic-ref", "HEAD")).trim(), "refs/heads/main");
      const repository = await createRepository({ dir });
      assert.equal(await repository.head(), (await git(source, "rev-parse", "trunk")).trim());
      assert.ok(await repository.commit(async () => save({ "index.md": "new\n" })));
      await repository.close();
      assert.equal(await flaws(dir), "");
      assert.match(await git(dir, "count-objects", "-v"), /^packs: 1$/m);
    }));

  it("is of a path, a relative one too, of a URL, and of a commit that is checked out without a branch", () =>
    using(async (folder) => {
      const source = await makeSource(folder, "main");
      await git(source, "checkout", "--quiet", "--detach");
      for (const [index, clone] of [source, path.relative(process.cwd(), source), `file://${source}`].entries()) {
        const dir = path.join(folder, `${index}.git`);
        await initRepository(dir, { clone });
        assert.equal(await git(dir, "show", "main:index.md"), "home\n");
      }
    }));

  it("of somebody else's repository is made, and one that is owned by somebody else is opened", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root may give a folder away");
    await using(async (folder) => {
      const source = await makeSource(folder);
      await chmod(folder, 0o755);
      spawnSync("chown", ["-R", "65534:65534", source]);
      const dir = path.join(folder, "notes.git");
      await initRepository(dir, { clone: source });
      spawnSync("chown", ["-R", "65534:65534", dir]);
      const repository = await createRepository({ dir });
      assert.ok(await repository.commit(async () => save({ "a.md": "a" })));
      await repository.close();
    });
  });

  it("of what cannot be cloned is refused in one line, and leaves nothing behind", () =>
    using(async (folder) => {
      const dir = path.join(folder, "made", "notes.git");
      const source = await makeSource(folder);
      const empty = path.join(folder, "empty");
      await git(folder, "init", "--quiet", empty);
      const unborn = path.join(folder, "unborn");
      await git(folder, "clone", "--quiet", "--bare", source, unborn);
      await git(unborn, "symbolic-ref", "HEAD", "refs/heads/nothing");
      const shallow = path.join(folder, "shallow");
      await git(source, "commit", "--quiet", "--allow-empty", "-m", "two");
      await git(folder, "clone", "--quiet", "--bare", "--depth=1", `file://${source}`, shallow);
      const marker = path.join(folder, "marker");
      const cases: [clone: string, why: RegExp][] = [
        [path.join(folder, "nowhere"), /does not appear to be a git repository/],
        [empty, /it is empty/],
        [unborn, /its default branch has no commit/],
        [shallow, /only a part of its history/],
        [`--upload-pack=touch ${marker}`, /no address/],
        ["-u", /no address/],
        ["", /no address/],
        [`ext::touch ${marker}`, /transport 'ext' not allowed/],
        [
          "http://someone:secret@127.0.0.1:1/x.git",
          /^http:\/\/127\.0\.0\.1:1\/x\.git cannot be cloned: .*127\.0\.0\.1/,
        ],
      ];
      for (const [clone, why] of cases) {
        await assert.rejects(initRepository(dir, { clone }), refused(why), clone);
        assert.deepEqual(await readdir(path.dirname(dir)), [], clone);
      }
      await assert.rejects(stat(marker), /ENOENT/);
    }));
});

describe("a repository that is there", () => {
  it("is opened only when it is bare and has a commit on main that is really in it", () =>
    using(async (folder) => {
      const work = await makeSource(folder, "main");
      const bare = path.join(folder, "bare");
      await git(folder, "init", "--quiet", "--bare", bare);
      const other = path.join(folder, "other");
      await git(folder, "init", "--quiet", "--bare", "--object-format=sha256", other);
      const hollow = path.join(folder, "hollow");
      await git(folder, "init", "--quiet", "--bare", hollow);
      await writeFile(path.join(hollow, "refs", "heads", "main"), `${"1".repeat(40)}\n`);
      for (const [dir, why] of [
        [path.join(work, ".git"), /work tree/],
        [bare, /no branch main/],
        [other, /sha256/],
        [hollow, /the commit on main is not in it/],
        [folder, /not a git repository/],
        [path.join(folder, "nowhere"), /not a git repository/],
      ] as const) {
        await assert.rejects(createRepository({ dir }), refused(why), dir);
      }
      await assert.rejects(createRepository({ dir: bare, gitBinary: "/nowhere/git" }), refused(/none can be run/));
      const old = path.join(folder, "old-git");
      await writeFile(old, "#!/bin/sh\necho git version 2.30.2\n", { mode: 0o755 });
      await assert.rejects(createRepository({ dir: bare, gitBinary: old }), refused(/this one is 2\.30/));
    }));

  it("is configured, whatever it was configured to before", async () => {
    const of = await makeRepository({ "a.md": "a" });
    await git(of.dir, "config", "--add", "gc.auto", "6700");
    await git(of.dir, "config", "receive.denyDeletes", "false");
    await git(of.dir, "update-ref", "refs/heads/other", "main");
    await git(of.dir, "symbolic-ref", "HEAD", "refs/heads/other");
    const again = await createRepository({ dir: of.dir });
    assert.equal(await git(of.dir, "config", "--get-all", "gc.auto"), "0\n");
    assert.equal(await git(of.dir, "config", "--bool", "receive.denyDeletes"), "true\n");
    assert.equal(await git(of.dir, "config", "core.fsync"), "committed,reference\n");
    assert.equal(await git(of.dir, "symbolic-ref", "HEAD"), "refs/heads/main\n");
    const before = await readFile(path.join(of.dir, "config"), "utf8");
    await again.close();
    await (await createRepository({ dir: of.dir })).close();
    assert.equal(await readFile(path.join(of.dir, "config"), "utf8"), before, "a second start writes nothing");
    await of.close();
  });

  it("keeps a lock that may be another git's, and clears away one from before the machine started", async () => {
    const of = await makeRepository({ "a.md": "a" });
    const lock = path.join(of.dir, "refs/heads/main.lock");
    const told: string[] = [];
    const open = async (): Promise<void> => {
      const repository = await createRepository({ dir: of.dir, warn: (message) => told.push(message) });
      await repository.close();
    };
    await writeFile(lock, "");
    await open();
    assert.match(told[0] ?? "", /another git holds/);
    await stat(lock);
    const longAgo = Date.now() / 1000 - os.uptime() - 3600;
    await utimes(lock, longAgo, longAgo);
    await open();
    assert.match(told[1] ?? "", /^removed /);
    await assert.rejects(stat(lock), /ENOENT/);
    await open();
    assert.equal(told.length, 2);
    await of.close();
  });

  it("leaves no process behind when it is closed", async () => {
    const of = await makeRepository({ "a.md": "a" });
    await of.repository.commit(async () => save({ "a.md": "b" }));
    assert.ok((await processesOn(of.dir)).length > 0);
    await of.repository.close();
    await until(async () => (await processesOn(of.dir)).length === 0, 2000);
    await assert.rejects(of.repository.files("1".repeat(40)), /closed/);
    await of.close();
  });
});
