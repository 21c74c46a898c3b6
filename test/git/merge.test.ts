import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { joinTexts } from "../../server/docs/page-doc.ts";
import { type Merge, mergeVersions } from "../../server/git/merge.ts";
import { createGit } from "../../server/git/process.ts";
import { createQuarantine } from "../../server/git/quarantine.ts";
import { folded } from "../../server/wiki/clash.ts";
import { joinVersions } from "../../server/wiki/mirror-texts.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { flaws } from "./plumbing.ts";

const rules = {
  join: joinVersions(joinTexts),
  maxText: 1024 * 1024,
  fold: folded,
  author: { name: "Plenary", email: "wiki@plenary.invalid" },
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let count = 0;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder?.remove());

type Content = string | Uint8Array | null;
type Files = Readonly<Record<string, Content>>;

/** A repository to write versions in, each with a time of its own. */
interface Place {
  readonly dir: string;
  version(files: Files, ...parents: string[]): Promise<string>;
  merge(a: string, b: string): Promise<Merge>;
  /** Path -> text. */
  read(commit: string): Promise<Map<string, string>>;
}

async function place(): Promise<Place> {
  count += 1;
  const dir = path.join(folder.path, `place${count}`);
  await mkdir(dir);
  await git(dir, "init", "-q", "--initial-branch=main");
  let time = 1_700_000_000;
  return {
    dir,
    async version(files, ...parents) {
      time += 1;
      if (parents[0]) await git(dir, "checkout", "-q", "-f", "--detach", parents[0]);
      for (const [file, content] of Object.entries(files)) await put(path.join(dir, file), content);
      await git(dir, "add", "--all");
      const tree = (await git(dir, "write-tree")).trim();
      const by = `T <t@example.org> ${time} +0000`;
      const head = [`tree ${tree}`, ...parents.map((oid) => `parent ${oid}`), `author ${by}`, `committer ${by}`];
      const file = path.join(folder.path, "commit");
      await writeFile(file, `${head.join("\n")}\n\nversion ${time}\n`);
      return (await git(dir, "hash-object", "-t", "commit", "-w", file)).trim();
    },
    async merge(a, b) {
      const bare = path.join(dir, ".git");
      const scratch = await mkdtemp(path.join(folder.path, "scratch-"));
      const signal = AbortSignal.timeout(60_000);
      const quarantine = await createQuarantine(createGit(bare), bare, scratch, signal);
      const merge = await mergeVersions(bare, scratch, rules, [a, b], signal);
      await quarantine.land();
      await rm(scratch, { recursive: true });
      return merge;
    },
    async read(commit) {
      const names = (await git(dir, "ls-tree", "-r", "-z", "--name-only", commit)).split("\0").filter(Boolean);
      const found = new Map<string, string>();
      for (const name of names) found.set(name, await git(dir, "show", `${commit}:${name}`));
      return found;
    },
  };
}

async function put(file: string, content: Content): Promise<void> {
  if (content === null) return rm(file, { recursive: true });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const MARKER = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/m;

/** Merges both ways, and sees to what holds for every merge. */
async function merged(at: Place, a: string, b: string): Promise<Map<string, string>> {
  const [one, other] = [await at.merge(a, b), await at.merge(b, a)];
  assert.equal(one.commit, other.commit, "both servers make the same commit");
  const files = await at.read(one.commit);
  for (const [name, text] of files) assert.doesNotMatch(text, MARKER, name);
  assert.equal(await flaws(path.join(at.dir, ".git")), "");
  const parents = (await git(at.dir, "rev-list", "--parents", "-n1", one.commit)).trim().split(" ").slice(1);
  assert.deepEqual(new Set(parents), new Set([a, b]));
  return files;
}

async function diverged(base: Files, ours: Files, theirs: Files): Promise<Map<string, string>> {
  const at = await place();
  const root = await at.version(base);
  return merged(at, await at.version(ours, root), await at.version(theirs, root));
}

const noise = (seed: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, at) => (at * seed) % 251);
const page = "# A page\n\nOne line.\nAnother line.\nThe last line.\n";

describe("what both sides changed", () => {
  it("in one line is joined word by word", async () => {
    const files = await diverged(
      { "a.md": page },
      { "a.md": page.replace("Another line", "Another red line") },
      { "a.md": page.replace("Another line.", "Another line. Blue.") },
    );
    assert.equal(files.get("a.md"), page.replace("Another line.", "Another red line. Blue."));
  });

  it("in different lines needs nobody", async () => {
    const files = await diverged({ "a.md": page }, { "a.md": `${page}red\n` }, { "a.md": `blue\n${page}` });
    assert.equal(files.get("a.md"), `blue\n${page}red\n`);
  });

  it("and is new on both keeps the lines they share once, and what each has besides", async () => {
    const files = await diverged({ x: "" }, { "n.md": "# New\n\nred\n" }, { "n.md": "# New\n\nblue\n" });
    const text = files.get("n.md") ?? "";
    assert.deepEqual([...text.matchAll(/# New|red|blue/g)].map(String).sort(), ["# New", "blue", "red"]);
  });

  it("stays where the other side removed it, whoever that was", async () => {
    for (const [ours, theirs] of [
      [null, `${page}red\n`],
      [`${page}red\n`, null],
    ] as const) {
      const files = await diverged({ "a.md": page, x: "" }, { "a.md": ours }, { "a.md": theirs });
      assert.equal(files.get("a.md"), `${page}red\n`);
    }
  });

  it("follows a page that the other side moved", async () => {
    const files = await diverged(
      { "a.md": page },
      { "a.md": null, "moved/b.md": page.replace("last", "red") },
      { "a.md": page.replace("The last", "The blue last") },
    );
    assert.deepEqual([...files.keys()], ["moved/b.md"]);
    assert.match(files.get("moved/b.md") ?? "", /blue red|red blue|The blue/);
  });

  it("and moved to two places is in both", async () => {
    const files = await diverged(
      { "a.md": page },
      { "a.md": null, "one.md": `${page}red\n` },
      { "a.md": null, "two.md": `${page}blue\n` },
    );
    assert.deepEqual([...files.keys()], ["one.md", "two.md"]);
    assert.match(files.get("one.md") ?? "", /red/);
    assert.match(files.get("two.md") ?? "", /blue/);
  });

  it("and came to one place from two is joined", async () => {
    const other = "# Another\n\nWith other words.\nOf its own.\nAnd more.\n";
    const files = await diverged(
      { "a.md": page, "b.md": other },
      { "a.md": null, "c.md": page.replace("last", "red"), "b.md": other.replace("more", "green") },
      { "b.md": null, "c.md": other.replace("own", "blue"), "a.md": page.replace("One", "Yellow") },
    );
    assert.match(files.get("c.md") ?? "", /red/);
    assert.match(files.get("c.md") ?? "", /blue/);
  });

  it("a file and a folder of one name are both there", async () => {
    const files = await diverged({ x: "" }, { name: "a file\n" }, { "name/page.md": "a page\n" });
    assert.equal(files.get("name/page.md"), "a page\n");
    const beside = [...files.keys()].filter((file) => /^name-[0-9a-f]{8}$/.test(file));
    assert.equal(beside.length, 1);
    assert.equal(files.get(beside[0] ?? ""), "a file\n");
  });

  it("and is no text: the later keeps its path, the other stands beside it", async () => {
    const files = await diverged({ "p/a.png": noise(3) }, { "p/a.png": noise(5) }, { "p/a.png": noise(7) });
    assert.equal(files.size, 2);
    assert.ok([...files.keys()].some((file) => /^p\/a-[0-9a-f]{8}\.png$/.test(file)));
  });

  it("and is a page that is no text: the later keeps its path, the other is in the history", async () => {
    const files = await diverged({ "a.md": noise(3) }, { "a.md": noise(5) }, { "a.md": noise(7) });
    assert.deepEqual([...files.keys()], ["a.md"]);
  });

  it("two names that differ only by case get to be two names", async () => {
    const files = await diverged(
      { x: "" },
      { "Notes/One.md": "red\n" },
      { "notes/one.md": "blue\n", "notes/b.md": "b\n" },
    );
    assert.equal(new Set([...files.keys()].map(folded)).size, files.size);
    assert.ok(files.has("Notes/One.md") && files.has("Notes/b.md"));
    assert.equal([...files.values()].filter((text) => text === "blue\n").length, 1);
  });

  it("the mode of a file is that of who changed it", async () => {
    const at = await place();
    const root = await at.version({ "a.sh": page });
    const ours = await at.version({ "a.sh": page.replace("One", "Red") }, root);
    await git(at.dir, "checkout", "-q", "-f", "--detach", root);
    await git(at.dir, "update-index", "--chmod=+x", "a.sh");
    const blob = (await git(at.dir, "rev-parse", `${root}:a.sh`)).trim();
    await git(at.dir, "update-index", "--cacheinfo", `100755,${blob},a.sh`);
    await git(at.dir, "commit", "-q", "-m", "mode");
    const theirs = (await git(at.dir, "rev-parse", "HEAD")).trim();
    const { commit } = await at.merge(ours, theirs);
    assert.match(await git(at.dir, "ls-tree", commit), /^100755 blob \w+\ta\.sh$/m);
  });

  it("versions without a common past are not merged", async () => {
    const at = await place();
    const one = await at.version({ "a.md": page });
    await git(at.dir, "rm", "-q", "-r", "--cached", ".");
    const other = await at.version({ "a.md": null, "b.md": page });
    await assert.rejects(at.merge(one, other), /no common past/);
  });
});

describe("random histories on both sides", () => {
  const random = createRandom();
  const ROUNDS = Number(process.env["ROUNDS"] ?? 4);

  it(`hold each word once, whichever way they are merged (seed ${random.seed})`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = await place();
      let words = 0;
      const typed: string[] = [];
      const root = await at.version({ "a.md": page, "b.md": page, "c.md": "" });
      const sides = [root, root] as [string, string];
      const seen = [root, root] as [string, string];
      const write = async (side: 0 | 1): Promise<void> => {
        const files = await at.read(sides[side]);
        const name = random.pick(["a.md", "b.md", "c.md"]);
        const lines = (files.get(name) ?? "").split("\n");
        const line = random.int(lines.length);
        const word = `w${words++}.`;
        typed.push(word);
        const old = lines[line] ?? "";
        lines[line] = random.chance(0.5) ? `${old} ${word}` : `${word} ${old}`;
        if (random.chance(0.3)) lines.splice(line, 0, "");
        sides[side] = await at.version({ [name]: lines.join("\n") }, sides[side]);
      };
      for (let step = 0; step < 24; step += 1) {
        const side = random.int(2) as 0 | 1;
        if (random.chance(0.65)) await write(side);
        else {
          // What the other had a while ago, so that both merge without having seen the other's merge.
          const theirs = random.chance(0.5) ? sides[1 - side] : seen[1 - side];
          if (theirs !== undefined && !(await isPast(at, theirs, sides[side]))) {
            const mine = sides[side];
            sides[side] = (await isPast(at, mine, theirs)) ? theirs : (await at.merge(mine, theirs)).commit;
          }
          seen[side] = sides[side];
        }
      }
      const files = await merged(at, sides[0], sides[1]).catch((cause) => {
        throw new Error(`seed ${random.seed}, round ${round}: ${cause}`);
      });
      const all = [...files.values()].join("\n");
      const wrong = typed.filter((word) => all.split(word).length !== 2);
      assert.deepEqual(wrong, [], `seed ${random.seed}, round ${round}`);
    }
  });
});

async function isPast(at: Place, old: string, tip: string): Promise<boolean> {
  return (await git(at.dir, "merge-base", old, tip).catch(() => "")).trim() === old;
}
