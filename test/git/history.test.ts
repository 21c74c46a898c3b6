import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { readMessage, writeMessage } from "../../server/git/message.ts";
import { createRepository } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";

describe("history", () => {
  it("is what git log finds, through merges, at random", async () => {
    const random = createRandom();
    const folder = await temporaryFolder();
    const work = folder.path;
    await git(work, "init", "--quiet", "--initial-branch=main");
    const files = ["a.md", "b.md", "ü c.md"];
    for (let step = 0; step < 40; step += 1) {
      if (step > 3 && random.chance(0.2)) {
        await git(work, "checkout", "--quiet", "-b", `side${step}`, `HEAD~${1 + random.int(2)}`);
        await writeFile(path.join(work, `side${step}.md`), `${step}\n`);
        await git(work, "add", ".");
        await git(work, "commit", "--quiet", "-m", `side ${step}`);
        await git(work, "checkout", "--quiet", "main");
        await git(work, "merge", "--quiet", "--no-ff", "-m", `merge ${step}`, `side${step}`);
      } else {
        await writeFile(path.join(work, random.pick(files)), `${step}\n`);
        await git(work, "add", ".");
        await git(work, "commit", "--quiet", "-m", `step ${step}\n\nbody\n\nCo-authored-by: Bo <bo@example.org>`);
      }
    }
    const dir = path.join(work, ".git");
    await git(work, "config", "core.bare", "true");
    const repository = await createRepository({ dir });
    try {
      for (const only of [[], ["--", "a.md"], ["--", "ü c.md"]]) {
        const expected = (
          await git(dir, "log", "--full-history", "--no-merges", "--format=%H", "main", ...only)
        ).trim();
        const query = only[1] === undefined ? {} : { path: only[1] };
        const found = await repository.commits({ ...query, limit: 1000 });
        assert.deepEqual(found.map((one) => one.oid).join("\n"), expected, `seed ${random.seed}`);
        const parts = [];
        for (let before: string | undefined; ; before = parts.at(-1)) {
          const part = await repository.commits({ ...query, limit: 7, ...(before && { before }) });
          parts.push(...part.map((one) => one.oid));
          if (part.length < 7) break;
        }
        assert.deepEqual(parts.join("\n"), expected, `seed ${random.seed}`);
      }
    } finally {
      await repository.close();
      await folder.remove();
    }
  });
});

describe("a commit message", () => {
  it("comes back as it was written, without its trailers", () => {
    const bo = { name: "Bo", email: "bo@example.org" };
    assert.deepEqual(readMessage(writeMessage("Subject\n\nbody: text", [bo])), {
      message: "Subject\n\nbody: text",
      coAuthors: [bo],
    });
    assert.deepEqual(readMessage(writeMessage("Subject", [])), { message: "Subject", coAuthors: [] });
    assert.deepEqual(readMessage("Fix: all of it\n"), { message: "Fix: all of it", coAuthors: [] });
    assert.deepEqual(readMessage(writeMessage(" ", [])), { message: "Save", coAuthors: [] });
  });
});
