import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { openLmdbLog } from "../../server/docs/lmdb-log.ts";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { updateLogConformance } from "../conformance/update-log.ts";

const folder = mkdtempSync(path.join(tmpdir(), "plenary-log-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
let file = "";

updateLogConformance("the memory log", createMemoryLog, null);
updateLogConformance(
  "the LMDB log",
  () => {
    count += 1;
    file = path.join(folder, `${count}.mdb`);
    return openLmdbLog(file);
  },
  async (log) => {
    await log.close();
    return openLmdbLog(file);
  },
);
