import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";
import { createRepository } from "../../server/git/repo.ts";
import { git } from "../kit/git.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { flaws, processesOn, save, until, using } from "./plumbing.ts";

/** Steps of each kind at which it is killed, chosen at random; `KILLS=all` for every step. */
const KILLS = process.env.KILLS === "all" ? Number.POSITIVE_INFINITY : Number(process.env.KILLS ?? 1);

const COMMITTER = path.resolve(import.meta.dirname, "..", "kit", "killed-committer.ts");
const KINDS = ["flush", "folder", "move asked", "move sent", "open", "rename", "to be told"];
const NEVER = -1;

interface Outcome {
  readonly signal: NodeJS.Signals | null;
  /** The commits it was told of. */
  readonly told: readonly string[];
  /** The kinds of its steps, where it came to its end. */
  readonly steps: readonly string[];
}

async function commitAndDie(dir: string, killedAt: number): Promise<Outcome> {
  const args = ["--import", "tsx", COMMITTER, dir, String(killedAt)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once("close", (_, by) => resolve(by)));
  // The gits it had started may still do what they were told.
  await until(async () => (await processesOn(dir)).length === 0);
  const lines = out.trim().split("\n");
  const steps = lines.at(-1)?.startsWith("[") ? JSON.parse(lines.pop() ?? "") : [];
  return { signal, told: lines, steps };
}

/** As many of them as are to be tried. */
function sample(random: Random, places: readonly number[]): number[] {
  const left = [...places];
  while (left.length > KILLS) left.splice(random.int(left.length), 1);
  return left;
}

/** Opens what a kill has left, as the next start does, and goes on. */
async function goOn(dir: string): Promise<string> {
  const said: string[] = [];
  const repository = await createRepository({ dir, warn: (line) => said.push(line) });
  try {
    const head = await repository.head();
    const files = await repository.files(head);
    assert.equal(new TextDecoder().decode(await repository.blob(files.get("a.md") ?? "")), "a\n");
    const oid = await repository.commit(async () => save({ "after.md": `${head}\n` }));
    assert.ok(oid);
    assert.deepEqual(said, []);
    return oid;
  } finally {
    await repository.close();
  }
}

describe("a commit that is killed", () => {
  it("at any step leaves a sound repository, all that was told of, and room for the next", (t) =>
    using({ "a.md": "a\n" }, async ({ dir }) => {
      const random = createRandom();
      const { told, steps, signal } = await commitAndDie(dir, NEVER);
      assert.equal(signal, null);
      assert.deepEqual([...new Set(steps)].sort(), KINDS);
      const promised = [...told];
      let kills = 0;
      for (const kind of KINDS) {
        const places = steps.flatMap((one, at) => (one === kind ? [at] : []));
        for (const at of sample(random, places)) {
          const what = `killed at step ${at}, ${kind}, SEED=${random.seed}`;
          const killed = await commitAndDie(dir, at);
          assert.equal(killed.signal, "SIGKILL", what);
          assert.equal(killed.told.length, 1, what);
          assert.equal(await flaws(dir), "", what);
          promised.push(...killed.told, await goOn(dir));
          const reachable = new Set((await git(dir, "rev-list", "main")).trim().split("\n"));
          const lost = promised.filter((oid) => !reachable.has(oid));
          assert.deepEqual(lost, [], what);
          kills += 1;
        }
      }
      assert.equal(await flaws(dir), "");
      t.diagnostic(`${kills} kills at the ${steps.length} steps of a commit, SEED=${random.seed}`);
    }));
});
