import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { endApart, GitFailure, lastWords } from "./process.ts";

/**
 * Writes what a git says to a client, as fast as the client takes it, and ends the answer. Git, and what it has started, is
 * ended as soon as the client is gone.
 *
 * @param child started `apart`.
 * @param signal aborted when the client goes away.
 * @param head comes before the first of it.
 * @throws GitFailure where git ends without having said anything; then nothing has been written.
 */
export async function stream(
  child: ChildProcessWithoutNullStreams,
  output: Writable,
  signal: AbortSignal,
  head = "",
): Promise<void> {
  const ended = endOf(child);
  const stop = (): void => endApart(child);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const first = await firstOf(child.stdout);
    if (first === null) throw await ended;
    await pipeline(Readable.from(chained([head, first], child.stdout), { objectMode: false }), output);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
    await ended;
  }
}

/**
 * Waits for a git that writes to its client by itself, and ends the answer. It is ended as soon as the client is gone.
 *
 * @param child started `apart`.
 */
export async function follow(
  child: ChildProcessWithoutNullStreams,
  output: Writable,
  signal: AbortSignal,
): Promise<void> {
  const ended = endOf(child);
  const stop = (): void => endApart(child);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  child.stdout.resume();
  await ended;
  signal.removeEventListener("abort", stop);
  output.end();
}

/** How it ended, as the failure it would be if nothing had been written. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<GitFailure> {
  const said = lastWords(child);
  return new Promise((resolve) => {
    child.once("error", (cause) => resolve(new GitFailure(`git cannot be run: ${cause.message}`, null)));
    child.once("close", (code) => resolve(new GitFailure(said(), code ?? -1)));
  });
}

/** The first bytes, or null where it ends without any. */
async function firstOf(from: Readable): Promise<Buffer | null> {
  for await (const chunk of from.iterator({ destroyOnReturn: false })) return chunk;
  return null;
}

async function* chained(
  heads: readonly (string | Buffer)[],
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<string | Buffer> {
  for (const head of heads) if (head.length > 0) yield head;
  yield* rest;
}
