import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Readable } from "node:stream";
import { WikiError } from "../errors.ts";
import { type Git, GitFailure, lastWords } from "./process.ts";

/** Larger objects are not read into memory, bytes. Far above any page; a film that somebody pushed is not shown. */
const MOST_BYTES = 64 * 1024 * 1024;

const NEWLINE = 10;

export interface GitObject {
  readonly oid: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Reads objects through one long-lived `git cat-file`: 0.06 ms each, and what another process has just written or packed is
 * seen. Questions of one turn of the event loop go there together, and their answers come together: asked one by one, the
 * two processes wake each other for each of them. A process that ended, for whatever reason, is started again by the next read.
 */
export interface ObjectReader {
  /**
   * Null where there is no object by this name, or more than one.
   *
   * @param name an id, whole or not, also with git's `^{commit}`: no spaces, no line ends.
   * @throws WikiError `too-large`; GitFailure where git cannot be run.
   */
  read(name: string): Promise<GitObject | null>;
  /** Ends the process. Reads under way are answered first; later ones are refused. */
  close(): Promise<void>;
}

type Answer = GitObject | null | WikiError;

interface Session {
  ask(name: string): Promise<GitObject | null>;
  end(): Promise<void>;
}

export function createObjectReader(git: Git): ObjectReader {
  let session: Session | null = null;
  let closed = false;

  function current(): Session {
    if (closed) throw new Error("the repository is closed");
    session ??= openSession(git, (gone) => {
      if (session === gone) session = null;
    });
    return session;
  }

  return {
    async read(name) {
      if (/\s/.test(name)) throw new Error("an object's name has no spaces");
      try {
        return await current().ask(name);
      } catch (cause) {
        // It was ended while it answered, or had been ended before: nothing is lost by asking again.
        if (cause instanceof GitFailure && cause.exitCode !== null) return current().ask(name);
        throw cause;
      }
    },
    async close() {
      closed = true;
      await session?.end();
    },
  };
}

function openSession(git: Git, onEnd: (session: Session) => void): Session {
  const child = git.spawn(["cat-file", "--batch-command", "--buffer"], { apart: true });
  const waiting: { resolve(object: GitObject | null): void; reject(cause: Error): void }[] = [];
  /** Questions that were not sent yet. */
  let unsent = "";
  const said = lastWords(child);
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));

  function end(cause: GitFailure): void {
    onEnd(session);
    for (const { reject } of waiting.splice(0)) reject(cause);
  }

  readAnswers(child.stdout, (answer) => {
    const asked = waiting.shift();
    if (answer instanceof WikiError) asked?.reject(answer);
    else asked?.resolve(answer);
  });
  child.once("error", (cause) => end(new GitFailure(`git cannot be run: ${cause.message}`, null)));
  child.once("close", (code) => end(new GitFailure(`git cat-file ended: ${said()}`, code ?? -1)));
  // The pipe breaks a moment before the process is seen to end.
  child.stdin.on("error", () => {});

  function send(): void {
    if (unsent === "") return;
    child.stdin.write(`${unsent}flush\n`);
    unsent = "";
  }

  const session: Session = {
    ask(name) {
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (unsent === "") process.nextTick(send);
        unsent += `contents ${name}\n`;
      });
    },
    end() {
      send();
      child.stdin.end();
      return hasStarted(child) ? closed : Promise.resolve();
    },
  };
  return session;
}

function hasStarted(child: ChildProcessWithoutNullStreams): boolean {
  return child.pid !== undefined;
}

/** Answers come in the order of the questions: `OID TYPE SIZE`, the bytes and a newline; or `NAME missing`. */
function readAnswers(output: Readable, tell: (answer: Answer) => void): void {
  let line: Buffer = Buffer.alloc(0);
  let body: Body | null = null;
  output.on("data", (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (body) {
        rest = body.take(rest);
        const answer = body.answer();
        if (answer === undefined) continue;
        body = null;
        tell(answer);
        continue;
      }
      const end = rest.indexOf(NEWLINE);
      line = Buffer.concat([line, end < 0 ? rest : rest.subarray(0, end)]);
      if (end < 0) return;
      rest = rest.subarray(end + 1);
      body = bodyAfter(line.toString("latin1"));
      line = Buffer.alloc(0);
      if (!body) tell(null);
    }
  });
}

interface Body {
  /** Takes what belongs to it, and gives back the rest. */
  take(chunk: Buffer): Buffer;
  /** Undefined while bytes are missing. */
  answer(): Answer | undefined;
}

/** Null for an answer without a body: `missing`, `ambiguous`. */
function bodyAfter(line: string): Body | null {
  const [, oid, type, digits] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(line) ?? [];
  if (oid === undefined || type === undefined || digits === undefined) return null;
  const size = Number(digits);
  const tooLarge = size > MOST_BYTES;
  const parts: Buffer[] = [];
  // The newline behind the bytes is one more.
  let missing = size + 1;
  return {
    take(chunk) {
      const part = chunk.subarray(0, missing);
      missing -= part.length;
      if (!tooLarge) parts.push(part);
      return chunk.subarray(part.length);
    },
    answer() {
      if (missing > 0) return undefined;
      if (tooLarge) return new WikiError("too-large", "This file is too large to be shown.", { limit: MOST_BYTES });
      return { oid, type, bytes: Buffer.concat(parts).subarray(0, size) };
    },
  };
}
