import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "./errors.ts";
import { replaceFile } from "./kept-file.ts";

/** Says what it is to whoever finds one lying about. */
const PREFIX = "plenary_";

/** Bytes of chance in a token: nobody guesses one, so a plain hash of it is enough. */
const CHANCE = 24;

const MOST_TOKENS = 1000;
const NAME = /^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u;

/** A token as it is kept: who it was given to, and its hash. */
interface Kept {
  readonly name: string;
  /** SHA-256, in hex. */
  readonly hash: string;
  /** When it was made, as ISO 8601. */
  readonly made: string;
}

/** Tokens to push with. Two processes may have them open: what a command changes, a server sees at the next push. */
export interface Tokens {
  /** Gives the token: it is not kept, and cannot be shown again. Throws `exists`, `bad-request`. */
  add(name: string): Promise<string>;
  list(): Promise<readonly Pick<Kept, "name" | "made">[]>;
  /** False where nobody of that name has one. */
  revoke(name: string): Promise<boolean>;
  /** The name that a token was made for; null for what is none. */
  nameOf(token: string): Promise<string | null>;
}

/** @param file made when the first token is. */
export function createTokens(file: string): Tokens {
  let known: { readonly version: string; readonly tokens: readonly Kept[] } | null = null;

  async function read(): Promise<readonly Kept[]> {
    const version = await stat(file).then(({ mtimeMs, ino, size }) => `${mtimeMs}.${ino}.${size}`, noneThere);
    if (version === null) return [];
    if (known?.version !== version) known = { version, tokens: keptIn(await readFile(file, "utf8")) };
    return known.tokens;
  }

  async function write(tokens: readonly Kept[]): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, `${JSON.stringify(tokens, null, 2)}\n`);
  }

  return {
    async add(name) {
      const tokens = await read();
      if (!NAME.test(name) || name.length > 80) {
        throw new WikiError(
          "bad-request",
          "a token's name is somebody's name: words with single spaces, at most 80 characters",
        );
      }
      if (tokens.some((one) => one.name === name))
        throw new WikiError("exists", `${name} has a token; revoke it first`);
      if (tokens.length >= MOST_TOKENS) throw new WikiError("exists", `there are ${MOST_TOKENS} tokens already`);
      const token = PREFIX + randomBytes(CHANCE).toString("base64url");
      await write([...tokens, { name, hash: hashOf(token).toString("hex"), made: new Date().toISOString() }]);
      return token;
    },
    async list() {
      return (await read()).map(({ name, made }) => ({ name, made }));
    },
    async revoke(name) {
      const tokens = await read();
      const left = tokens.filter((one) => one.name !== name);
      if (left.length < tokens.length) await write(left);
      return left.length < tokens.length;
    },
    async nameOf(token) {
      const hash = hashOf(token);
      let name: string | null = null;
      // All of them, each in constant time: how long it takes tells nothing.
      for (const one of await read()) if (timingSafeEqual(hash, Buffer.from(one.hash, "hex"))) name = one.name;
      return name;
    },
  };
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** @throws WikiError `damaged`: a list that cannot be read lets nobody in. */
function keptIn(content: string): readonly Kept[] {
  try {
    const tokens: unknown = JSON.parse(content);
    if (Array.isArray(tokens) && tokens.every(isKept)) return tokens;
  } catch {
    // Told below.
  }
  throw new WikiError("damaged", "The list of tokens cannot be read: nobody can push until it is mended.");
}

function isKept(token: Partial<Kept> | null): token is Kept {
  return typeof token?.name === "string" && /^[0-9a-f]{64}$/.test(token.hash ?? "") && typeof token.made === "string";
}

function noneThere(cause: NodeJS.ErrnoException): null {
  if (cause.code === "ENOENT") return null;
  throw cause;
}
