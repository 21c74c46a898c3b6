import assert from "node:assert/strict";
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { openLmdbLog } from "../../server/docs/lmdb-log.ts";
import type { StoredDoc } from "../../server/docs/update-log.ts";
import { WikiError } from "../../server/errors.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { createRandom } from "../kit/random.ts";

const PAGE = 4096;
const DOCS = 40;
/** Damages tried. */
const CASES = Number(process.env.CASES ?? 150);

const ada = { name: "Ada", email: "ada@example.org" };
const idOf = (index: number): string => `doc${index}`;

describe("a live store that a disk has damaged", () => {
  const random = createRandom();
  const whole = new Map<string, StoredDoc | null>();
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let good = "";
  let file = "";
  before(async () => {
    folder = await temporaryFolder();
    good = path.join(folder.path, "good.mdb");
    file = path.join(folder.path, "live.mdb");
    await fillStore(good);
  });
  after(() => folder.remove());

  /** Small and large documents, written, settled and written on: pages are used, freed and used again. */
  async function fillStore(at: string): Promise<void> {
    const log = openLmdbLog(at);
    for (let index = 0; index < DOCS; index += 1) {
      const identity = { id: idOf(index), epoch: 1, path: `events/${index}.md` };
      await log.create(identity, baseOf(index));
    }
    for (let round = 0; round < 8; round += 1) {
      const appended = Array.from({ length: DOCS }, (_, index) => {
        const records = Array.from({ length: 4 }, (_, one) => {
          const update = new Uint8Array(20 + random.int(200)).fill(random.int(256));
          return { seq: round * 4 + one + 1, update, author: ada };
        });
        return log.append(idOf(index), records);
      });
      await Promise.all(appended);
      const settled = random.int(DOCS);
      await log.settle(idOf(settled), baseOf(settled), round * 4);
    }
    for (let index = 0; index < DOCS; index += 1) whole.set(idOf(index), await log.load(idOf(index)));
    await log.close();
  }

  function baseOf(index: number) {
    return { commit: `${index}`.padStart(40, "0"), state: new Uint8Array(index * 500).fill(index) };
  }

  /** What became of a damaged copy: refused as a whole, or which documents are refused. Throws for one that is not what it was. */
  async function outcome(): Promise<string> {
    try {
      const log = openLmdbLog(file);
      const refused: string[] = [];
      for (const [id, doc] of whole) {
        const loaded = await log.load(id).catch((cause: Error) => cause);
        if (loaded instanceof Error) refused.push(loaded.message);
        else assert.deepEqual(loaded, doc, `${id} is another one, SEED=${random.seed}`);
      }
      await log.close();
      return refused.length === 0 ? "whole" : "documents refused";
    } catch (cause) {
      if (!(cause instanceof WikiError)) throw cause;
      assert.equal(cause.code, "refused");
      assert.ok(cause.message.includes(file) && !cause.message.includes("\n"), cause.message);
      return "refused";
    }
  }

  it("with a page overwritten is refused, or whole, or refuses the document it is of; it is never another one", async (t) => {
    const pages = readFileSync(good).length / PAGE;
    const counts: Record<string, number> = {};
    for (let count = 0; count < CASES; count += 1) {
      const bytes = readFileSync(good);
      const at = random.int(pages) * PAGE;
      const kind = random.int(3);
      if (kind === 0) bytes.fill(0, at, at + PAGE);
      else if (kind === 1) for (let index = at; index < at + PAGE; index += 1) bytes[index] = random.int(256);
      else bytes.copy(bytes, at, random.int(pages) * PAGE, random.int(pages) * PAGE);
      writeFileSync(file, bytes);
      const became = await outcome();
      counts[became] = (counts[became] ?? 0) + 1;
    }
    t.diagnostic(`${JSON.stringify(counts)}, SEED=${random.seed}`);
    assert.deepEqual(Object.keys(counts).sort(), ["documents refused", "refused", "whole"]);
  });

  it("with its end cut off is refused, unless nothing was there", async () => {
    const size = readFileSync(good).length;
    for (let count = 0; count < 20; count += 1) {
      copyFileSync(good, file);
      truncateSync(file, random.int(size));
      assert.match(await outcome(), /^(refused|whole)$/);
    }
    for (const length of [0, 1, PAGE, 2 * PAGE, 5 * PAGE + 1]) {
      copyFileSync(good, file);
      truncateSync(file, length);
      assert.equal(await outcome(), "refused", `${length} of ${size} bytes`);
    }
  });

  it("by a transaction that was cut short is whole, as it was before it", async () => {
    // Pages of a transaction that never came to its root: beyond the last one, and in those that were free.
    const bytes = readFileSync(good);
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(10 * PAGE, 0x5a)]));
    assert.equal(await outcome(), "whole");
  });

  it("that is no store at all is refused and left as it is", async () => {
    writeFileSync(file, "# Not a store\n".repeat(1000));
    assert.equal(await outcome(), "refused");
    assert.equal(readFileSync(file, "utf8"), "# Not a store\n".repeat(1000));
  });
});
