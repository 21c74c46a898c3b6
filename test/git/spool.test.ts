import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { WikiError } from "../../server/errors.ts";
import { spool } from "../../server/git/spool.ts";
import { temporaryFolder } from "../kit/folder.ts";

const LIMIT = 1024 * 1024;
const LONG_MS = 60_000;

async function withFile(run: (file: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  try {
    await run(path.join(folder.path, "body"));
  } finally {
    await folder.remove();
  }
}

const refusal =
  (code: string, message: string) =>
  (cause: unknown): boolean =>
    cause instanceof WikiError && cause.code === code && cause.message === message;

describe("the body of a push", () => {
  const signal = new AbortController().signal;

  it("that stops coming is ended, and the way back stays open for the reason", async () => {
    for (const gzip of [false, true]) {
      await withFile(async (file) => {
        const input = new PassThrough();
        input.write(gzip ? gzipSync("begun").subarray(0, 12) : "begun");
        const stalled = spool({ input, gzip, signal }, file, LIMIT, LONG_MS, 100);
        await assert.rejects(stalled, refusal("bad-request", "The push stopped coming."));
        assert.equal(input.destroyed, false);
      });
    }
  });

  it("may come slowly: only silence is counted, and from the last byte on", async () => {
    await withFile(async (file) => {
      const input = new PassThrough();
      const spooled = spool({ input, gzip: false, signal }, file, LIMIT, LONG_MS, 2000);
      // Longer in all than the silence that ends it.
      for (let number = 0; number < 12; number += 1) {
        input.write(`${number},`);
        await pause(200);
      }
      input.end();
      assert.equal(await spooled, true);
      assert.equal(await readFile(file, "utf8"), "0,1,2,3,4,5,6,7,8,9,10,11,");
    });
  });

  it("that is late as a whole is ended however busily it comes", async () => {
    await withFile(async (file) => {
      const input = new PassThrough();
      const timer = setInterval(() => input.write("x"), 20);
      try {
        const late = spool({ input, gzip: false, signal }, file, LIMIT, 300, LONG_MS);
        await assert.rejects(late, refusal("bad-request", "The push did not come whole."));
      } finally {
        clearInterval(timer);
      }
    });
  });
});
