import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { joinTexts } from "../../server/docs/page-doc.ts";
import { createRemote, type Round } from "../../server/git/remote.ts";
import { parseRemoteAddress } from "../../server/git/remote-address.ts";
import { joinVersions } from "../../server/wiki/mirror-texts.ts";
import { pushedNames } from "../../server/wiki/pushed-names.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { bareAt, cloneOf, mainOf } from "../kit/remote.ts";
import { makeRepository } from "../kit/repository.ts";
import { blobOf, commitByHand, flaws, gitWith, save } from "./plumbing.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let count = 0;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder?.remove());

/** A repository, and a bare one that is its remote and has all of it. */
interface Pair {
  readonly dir: string;
  readonly remote: string;
  readonly commit: (files: Readonly<Record<string, string | null>>) => Promise<string | null>;
  sync(): Promise<Round>;
  /** Called before each time `main` is asked for. */
  overtake: () => Promise<unknown>;
}

async function using(run: (pair: Pair) => Promise<void>): Promise<void> {
  count += 1;
  const remote = await bareAt(path.join(folder.path, `remote${count}.git`));
  const { dir, repository, close } = await makeRepository({ "a.md": "# A\n\none\ntwo\nthree\n" });
  let seen: string | null = null;
  const mirror = createRemote({
    ...{ dir, lock: repository.lock, rules: pushedNames, address: parseRemoteAddress(remote) },
    merging: {
      ...{ join: joinVersions(joinTexts), maxText: 1024 * 1024 },
      author: { name: "Plenary", email: "wiki@plenary.invalid" },
    },
    limits: { push: 4 * 1024 * 1024, file: 1024 * 1024 },
    async head() {
      await pair.overtake();
      return repository.head();
    },
    seen: () => seen,
    async keep(oid) {
      seen = oid;
    },
    async moved() {
      repository.moved();
    },
  });
  const pair: Pair = {
    ...{ dir, remote, overtake: async () => {} },
    commit: (files) => repository.commit(async () => save(files)),
    sync: () => mirror.sync(AbortSignal.timeout(60_000)),
  };
  try {
    assert.equal((await pair.sync()).end, "in step");
    await run(pair);
    assert.equal(await flaws(dir), "");
    assert.deepEqual(await readdir(path.join(dir, "incoming")), [], "nothing is left over");
  } finally {
    await close();
  }
}

describe("what is not taken", () => {
  /** What somebody who has the remote's disk puts into its newest version, and what is said of it here. */
  const CASES: Readonly<Record<string, readonly [(dir: string, blob: string) => Promise<string[]>, RegExp]>> = {
    "a link": [async (_, blob) => [`120000 blob ${blob}\tdocs`], /docs: a symbolic link/],
    "a submodule": [async (dir) => [`160000 commit ${await mainOf(dir)}\tmodule`], /module: a submodule/],
    "a folder called .git": [
      async (dir, blob) => [`040000 tree ${await gitWith(dir, `100644 blob ${blob}\tconfig\n`, "mktree")}\t.git`],
      /hasDotgit/,
    ],
    "git~1": [async (_, blob) => [`100644 blob ${blob}\tgit~1`], /hasDotgit|no name/],
    twins: [
      async (_, blob) => [`100644 blob ${blob}\tTwin.md`, `100644 blob ${blob}\ttwin.md`],
      /differs from Twin\.md only by case/,
    ],
    "a name that is not UTF-8": [async (_, blob) => [`100644 blob ${blob}\t\xff.md`], /not UTF-8/],
    "a file that is too large": [
      async (dir) => [`100644 blob ${await blobOf(dir, "x".repeat(1024 * 1024 + 1))}\tlarge.md`],
      /large\.md: larger than 1 MB/,
    ],
    "more than is taken at once": [
      async (dir) => {
        const parts = Array.from({ length: 24 }, () => randomBytes(600_000).toString("base64"));
        const blobs = await Promise.all(parts.map((part) => blobOf(dir, part)));
        return blobs.map((blob, at) => `100644 blob ${blob}\tpart${at}.bin`);
      },
      /more than 4 MB|takes|larger/,
    ],
  };

  for (const [what, [entries, reason]] of Object.entries(CASES)) {
    it(`${what}: the reason is told, main stays on both sides, and it is not fetched again`, async () => {
      await using(async ({ dir, remote, sync }) => {
        const clean = await mainOf(dir);
        await commitByHand(remote, await entries(remote, await blobOf(remote, "/etc/passwd")));
        const hostile = await mainOf(remote);
        for (const time of ["first", "second"]) {
          const round = await sync();
          assert.equal(round.end, "refused", `${time}: ${round.reason}`);
          assert.match(round.reason, reason);
          assert.ok(!round.reason.includes(dir), round.reason);
        }
        assert.deepEqual([await mainOf(dir), await mainOf(remote)], [clean, hostile]);
        assert.doesNotMatch(await git(dir, "cat-file", "--batch-all-objects", "--batch-check"), new RegExp(hostile));
      });
    });
  }

  it("a branch with a link in it is left out, and what came beside it is taken", async () => {
    await using(async ({ dir, remote, sync }) => {
      const clone = await cloneOf(remote, folder.path);
      await clone.git("checkout", "-q", "-b", "good");
      const good = await clone.commit({ "good.md": "good\n" });
      await clone.git("checkout", "-q", "-b", "evil");
      const blob = (await clone.git("hash-object", "-w", "good.md")).trim();
      await clone.git("update-index", "--add", "--cacheinfo", `120000,${blob},link`);
      await clone.git("commit", "-q", "-m", "link");
      const evil = (await clone.git("rev-parse", "HEAD")).trim();
      await clone.git("push", "-q", "origin", "good", "evil");
      const { end, left } = await sync();
      assert.equal(end, "in step");
      assert.deepEqual(left, [{ name: "evil", kind: "branch", reason: "link: a symbolic link" }]);
      assert.equal((await git(dir, "rev-parse", "good")).trim(), good);
      assert.doesNotMatch(await git(dir, "cat-file", "--batch-all-objects", "--batch-check"), new RegExp(evil));
    });
  });

  for (const depth of [1, 2]) {
    it(`a shallow remote, ${depth} deep, makes nothing here shallow, and what lacks its past is not taken`, async () => {
      await using(async ({ dir, remote, sync }) => {
        const before = await mainOf(dir);
        for (const name of ["b", "c"]) {
          await commitByHand(remote, [`100644 blob ${await blobOf(remote, name)}\t${name}.md`]);
        }
        const tip = await mainOf(remote);
        await rename(remote, `${remote}.whole`);
        await git(folder.path, "clone", "-q", "--bare", `--depth=${depth}`, `file://${remote}.whole`, remote);
        const { end, reason } = await sync();
        // Two deep, the oldest that it has goes on from what is here, but git does not say so of a shallow one.
        assert.ok(end === "in step" || end === "refused" || end === "rewritten", `${end}: ${reason}`);
        assert.equal(await mainOf(dir), end === "in step" ? tip : before, reason);
        assert.ok(!existsSync(path.join(dir, "shallow")));
      });
    });
  }
});

describe("somebody who saves while a merge is made", () => {
  it("loses nothing: it is made once more", async () => {
    await using(async (pair) => {
      const { dir, remote, commit, sync } = pair;
      const clone = await cloneOf(remote, folder.path);
      await clone.commit({ "a.md": "# A\n\none\ntwo there\nthree\n" });
      await clone.git("push", "-q", "origin", "main");
      await commit({ "a.md": "# A\n\none here\ntwo\nthree\n" });
      let overtaken = 0;
      pair.overtake = async () => {
        if (overtaken++ % 2 === 0 && overtaken < 8) await commit({ [`n${overtaken}.md`]: `n${overtaken}\n` });
      };
      const { end, merges } = await sync();
      pair.overtake = async () => {};
      assert.ok(overtaken > 2);
      assert.equal(merges.length, 1);
      if (end !== "in step") assert.equal((await sync()).end, "in step");
      assert.equal(await git(dir, "show", "main:a.md"), "# A\n\none here\ntwo there\nthree\n");
      assert.equal(await mainOf(dir), await mainOf(remote));
    });
  });
});
