import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { ada, blobOf, bytes, commitByHand, flaws, gitWith, processesOn, save, using } from "./plumbing.ts";

const files = { "a.md": "a\n", "events/2016/06/x.md": "x\n" };

const refusal =
  (code: string) =>
  (cause: unknown): boolean =>
    cause instanceof WikiError && cause.code === code;

describe("a commit", () => {
  it("leaves a repository that git finds nothing wrong with", () =>
    using(files, async ({ dir, repository }) => {
      await Promise.all(
        [1, 2, 3, 4, 5].map((number) =>
          repository.commit(async () =>
            save({ [`events/2016/06/${number}.md`]: `${number}`, "z/y/x.md": `${number}` }),
          ),
        ),
      );
      assert.equal(await flaws(dir), "");
      assert.equal((await git(dir, "rev-list", "--count", "main")).trim(), "6");
      assert.equal(
        await git(dir, "log", "-1", "--format=%an <%ae>|%cn|%ad|%s", "--date=format:%z", "main"),
        "Ada <ada@example.org>|Ada|+0000|a save\n",
      );
    }));

  it("makes what its drafts say, at random, and nothing else", () =>
    using(files, async ({ dir, repository }) => {
      const random = createRandom();
      const names = ["a", "b", "b.md", "b-c", "ü", "a/x", "a/y/z.md", "b/x.md"];
      const expected = new Map(Object.entries(files));
      for (let step = 0; step < 60; step += 1) {
        const draft = new Map<string, Uint8Array | null>();
        for (let count = random.int(3); count >= 0; count -= 1) {
          draft.set(random.pick(names), random.chance(0.4) ? null : bytes(`${random.int(3)}`));
        }
        const next = new Map(expected);
        for (const [name, content] of draft) {
          if (content) next.set(name, new TextDecoder().decode(content));
          else next.delete(name);
        }
        const clash = [...next.keys()].some((one) => [...next.keys()].some((other) => other.startsWith(`${one}/`)));
        const committing = repository.commit(async () => ({ ...save({}), files: draft }));
        if (clash) await assert.rejects(committing, refusal("exists"), `seed ${random.seed}, step ${step}`);
        else {
          const changed = JSON.stringify([...next].sort()) !== JSON.stringify([...expected].sort());
          assert.equal((await committing) !== null, changed, `seed ${random.seed}, step ${step}`);
          expected.clear();
          for (const [name, content] of next) expected.set(name, content);
        }
        const there = await repository.files(await repository.head());
        assert.deepEqual([...there.keys()].sort(), [...expected.keys()].sort(), `seed ${random.seed}, step ${step}`);
      }
      const listed = (await gitWith(dir, "", "ls-tree", "-r", "-z", "--name-only", "main")).split("\0").filter(Boolean);
      assert.equal(listed.length, expected.size);
      for (const [name, content] of expected) assert.equal(await git(dir, "show", `main:${name}`), content);
      assert.equal(await flaws(dir), "");
    }));

  it("is asked for anew when somebody else moved main meanwhile, and keeps both", () =>
    using(files, async ({ dir, repository }) => {
      const heads: string[] = [];
      let theirs = "";
      const ours = await repository.commit(async (head) => {
        heads.push(head);
        if (heads.length === 1) theirs = await commitByHand(dir, [`100644 blob ${await blobOf(dir, "h")}\thand.md`]);
        return save({ "a.md": "a2\n" });
      });
      assert.equal(heads[1], theirs);
      assert.equal((await git(dir, "rev-parse", "main~1")).trim(), theirs);
      assert.deepEqual([...(await repository.files(ours ?? "")).keys()].sort(), [
        "a.md",
        "events/2016/06/x.md",
        "hand.md",
      ]);
    }));

  it("leaves names that are not UTF-8, links, submodules and modes as they are", () =>
    using(files, async ({ dir, repository }) => {
      const blob = await blobOf(dir, "x");
      const submodule = "1234567890".repeat(4);
      const entries = [
        `100644 blob ${blob}\tcaf\xe9.md`,
        `100755 blob ${blob}\trun.sh`,
        `120000 blob ${blob}\tlink.md`,
        `160000 commit ${submodule}\tsub`,
      ];
      await commitByHand(dir, entries);
      assert.ok(await repository.commit(async () => save({ "a.md": "a2\n", "run.sh": "new" })));
      const after = await gitWith(dir, "", "ls-tree", "-z", "main");
      for (const entry of [entries[0], entries[2], entries[3]]) assert.ok(after.includes(entry ?? "-"), entry);
      assert.match(after, /100755 blob [0-9a-f]{40}\trun\.sh/);
      const listed = await repository.files(await repository.head());
      assert.deepEqual([...listed.keys()].sort(), ["a.md", "events/2016/06/x.md", "run.sh"]);
      await assert.rejects(
        repository.commit(async () => save({ "link.md": "text" })),
        refusal("exists"),
      );
      assert.equal(await repository.commit(async () => save({ "link.md": null, sub: null })), null);
    }));

  it("to a path that would leave the notes, or break a folder, is refused and changes nothing", () =>
    using(files, async ({ repository }) => {
      const head = await repository.head();
      const hostile = [
        "../x.md",
        "a/./b.md",
        ".git/config",
        "x/.GIT/y",
        "git~1/x",
        ".g\u200cit/x",
        ".git ./x",
        ".git::$x",
      ];
      for (const file of [...hostile, "", "/a", "a//b", "a/", "a\0b", "a\\b", "a\nb", "\ud800"]) {
        const committing = repository.commit(async () => save({ [file]: "x" }));
        await assert.rejects(committing, refusal("bad-path"), JSON.stringify(file));
      }
      for (const file of ["a.md/b.md", "events", "events/2016"]) {
        const committing = repository.commit(async () => save({ [file]: "x" }));
        await assert.rejects(committing, refusal("exists"), file);
      }
      assert.equal(await repository.head(), head);
    }));

  it("keeps names and messages as git can write them down", () =>
    using(files, async ({ repository }) => {
      const oid = await repository.commit(async () => ({
        ...save({ "a.md": "a2\n" }),
        author: { name: "Mallory <root@example.org>\nX: y", email: "a>b" },
        coAuthors: [ada],
        message: "  subject  \r\n\r\n\r\nbody\0 \n",
      }));
      const told = await repository.find(oid ?? "");
      assert.deepEqual(told?.author, { name: "Mallory root@example.org X: y", email: "a b" });
      assert.deepEqual(told?.coAuthors, [ada]);
      assert.equal(told?.message, "subject\n\nbody");
    }));

  it("waits for another git's lock on main, and goes through when it is gone", () =>
    using(files, async ({ dir, repository }) => {
      const lock = path.join(dir, "refs/heads/main.lock");
      await writeFile(lock, "");
      const committing = repository.commit(async () => save({ "a.md": "a2\n" }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await rm(lock);
      assert.ok(await committing);
    }));

  it("is refused while that lock stays, and main is as it was; the next goes through", () =>
    using(files, async ({ dir, repository }) => {
      const head = await repository.head();
      const lock = path.join(dir, "refs/heads/main.lock");
      await writeFile(lock, "");
      const locked = (cause: unknown): boolean =>
        cause instanceof WikiError && cause.code === "cannot-write" && /another git holds the lock/.test(cause.message);
      await assert.rejects(
        repository.commit(async () => save({ "a.md": "a2\n" })),
        locked,
      );
      assert.equal(await repository.head(), head);
      await rm(lock);
      assert.ok(await repository.commit(async () => save({ "a.md": "a2\n" })));
    }));

  it("and every read go on when the processes behind them were killed", () =>
    using(files, async ({ dir, repository }) => {
      assert.ok(await repository.commit(async () => save({ "a.md": "a2\n" })));
      for (let round = 0; round < 3; round += 1) {
        for (const { pid } of await processesOn(dir)) process.kill(pid, "SIGKILL");
        const oid = await repository.commit(async () => save({ "a.md": `again ${round}\n` }));
        const blob = (await repository.files(oid ?? "")).get("a.md") ?? "";
        assert.equal(Buffer.from(await repository.blob(blob)).toString(), `again ${round}\n`);
      }
      assert.equal(await flaws(dir), "");
    }));

  it("on a main that is torn or gone is an error, and no first commit", () =>
    using(files, async ({ dir, repository }) => {
      const main = path.join(dir, "refs/heads/main");
      await writeFile(main, "");
      await assert.rejects(
        repository.commit(async () => save({ "a.md": "a2\n" })),
        /holds no commit's id/,
      );
      await rm(main);
      await assert.rejects(
        repository.commit(async () => save({ "a.md": "a2\n" })),
        /has lost its branch/,
      );
      await assert.rejects(repository.head(), /has lost its branch/);
    }));

  it("follows main into the packed refs and out again", () =>
    using(files, async ({ dir, repository }) => {
      const head = await repository.head();
      await git(dir, "pack-refs", "--all", "--prune");
      assert.equal(await repository.head(), head);
      const next = await repository.commit(async () => save({ "a.md": "a2\n" }));
      assert.equal(await repository.head(), next);
      await git(dir, "gc", "--quiet", "--prune=now");
      assert.equal(await repository.head(), next);
      assert.equal((await repository.files(next ?? "")).size, 2);
      assert.ok(await repository.commit(async () => save({ "b.md": "b\n" })));
      assert.equal(await flaws(dir), "");
    }));
});
