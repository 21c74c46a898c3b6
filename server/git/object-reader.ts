import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawnGit } from "./process.ts";

export interface GitObject {
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Reads objects through one long-lived `git cat-file --batch`: 0.06 ms each, and whatever another process has just
 * written or packed is seen. When git ends, the reads under way fail and the next one starts it again.
 */
export interface ObjectReader {
  /** Null where there is no object by this name. @param name an id, or anything git resolves; no line ends in it. */
  read(name: string): Promise<GitObject | null>;
  close(): void;
}

interface Waiting {
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (cause: Error) => void;
}

export function createObjectReader(dir: string): ObjectReader {
  let running: { child: ChildProcessWithoutNullStreams; waiting: Waiting[] } | null = null;

  function start(): { child: ChildProcessWithoutNullStreams; waiting: Waiting[] } {
    const child = spawnGit(["--git-dir", dir, "cat-file", "--batch"]);
    const mine = { child, waiting: [] as Waiting[] };
    readAnswers(child, mine.waiting);
    const end = (): void => {
      if (running === mine) running = null;
      for (const { reject } of mine.waiting.splice(0)) reject(new Error("git cat-file ended"));
    };
    child.once("error", end);
    child.once("close", end);
    child.stdin.on("error", end);
    child.stderr.resume();
    return mine;
  }

  return {
    read(name) {
      if (/[\r\n]/.test(name)) return Promise.resolve(null);
      running ??= start();
      const { child, waiting } = running;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${name}\n`);
      });
    },
    close() {
      running?.child.stdin.end();
      running?.child.kill();
    },
  };
}

/** Answers come in the order of the questions: `ID TYPE SIZE`, the bytes and a newline; or `NAME missing`. */
function readAnswers(child: ChildProcessWithoutNullStreams, waiting: Waiting[]): void {
  let chunks: Buffer[] = [];
  let held = 0;
  /** Bytes that must be there before it is worth looking again. */
  let needed = 1;
  child.stdout.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < needed) return;
    let buffer = Buffer.concat(chunks);
    for (;;) {
      const lineEnd = buffer.indexOf(10);
      if (lineEnd < 0) {
        needed = buffer.length + 1;
        break;
      }
      const [, type = "", size = ""] = buffer.toString("utf8", 0, lineEnd).split(" ");
      const isObject = /^\d+$/.test(size);
      const bodyEnd = isObject ? lineEnd + 1 + Number(size) : lineEnd;
      if (buffer.length < bodyEnd + 1) {
        needed = bodyEnd + 1;
        break;
      }
      // A copy: the answer is kept longer than the buffer it came in.
      waiting.shift()?.resolve(isObject ? { type, bytes: Buffer.from(buffer.subarray(lineEnd + 1, bodyEnd)) } : null);
      buffer = buffer.subarray(bodyEnd + 1);
    }
    chunks = [buffer];
    held = buffer.length;
  });
}
