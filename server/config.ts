import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Who may push: everybody, who has a token, nobody. */
export type PushMode = "open" | "token" | "off";

/** Everything that can be set from outside. `main.ts` hands the environment and the flags in; nobody else looks at them. */
export interface Config {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** A URL or path of a repository the wiki begins with, at the first start of a data folder; null begins with the seed. */
  readonly clone: string | null;
  /** A URL or path of a repository that is kept in step with the wiki's; null for none. A password may be in it. */
  readonly remote: string | null;
  /** How often that is looked at, seconds. */
  readonly remoteEveryS: number;
  readonly commitQuietMs: number;
  readonly commitMaxMs: number;
  readonly push: PushMode;
  /** Largest picture that is taken, and largest file of a push, bytes. */
  readonly pictureBytes: number;
  /** Absolute path of the folder `npm run build` fills. */
  readonly built: string;
  /** Absolute path of the notes a new wiki starts with. */
  readonly seed: string;
}

/** A setting that cannot be used; the message is one line that says which and why. */
export class ConfigError extends Error {}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Flags win over environment variables.
 *
 * @param argv without the program's own name.
 * @throws ConfigError for an unknown flag, an unknown `PLENARY_` variable, or a value that is none.
 */
export function readConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Config {
  const flags = readFlags(argv);
  refuseUnknown(env);
  const root = rootFolder();
  const data = flags.data ?? env.PLENARY_DATA ?? path.join(root, "repo-data");
  if (data === "") throw new ConfigError("--data (PLENARY_DATA) is empty; it names the data folder");
  const quiet = integer("PLENARY_COMMIT_QUIET_MS", env.PLENARY_COMMIT_QUIET_MS ?? "10000", 0, DAY_MS);
  const longest = integer("PLENARY_COMMIT_MAX_MS", env.PLENARY_COMMIT_MAX_MS ?? "60000", 0, DAY_MS);
  const push = env.PLENARY_PUSH ?? "token";
  if (push !== "open" && push !== "token" && push !== "off") {
    throw new ConfigError(`PLENARY_PUSH is "${push}"; it must be open, token or off`);
  }
  const pictureMb = integer("PLENARY_PICTURE_MAX_MB", env.PLENARY_PICTURE_MAX_MB ?? "10", 1, 100);
  return Object.freeze({
    port: integer("--port (PORT)", flags.port ?? env.PORT ?? "3000", 0, 65535),
    host: flags.host ?? env.HOST ?? "127.0.0.1",
    data: path.resolve(data),
    clone: flags.clone ?? env.PLENARY_CLONE ?? null,
    remote: env.PLENARY_REMOTE ?? null,
    remoteEveryS: integer("PLENARY_REMOTE_EVERY_S", env.PLENARY_REMOTE_EVERY_S ?? "60", 5, DAY_MS / 1000),
    commitQuietMs: quiet,
    commitMaxMs: longest,
    push,
    pictureBytes: pictureMb * 1024 * 1024,
    built: path.join(root, "dist"),
    seed: path.join(root, "repo-data", "seed"),
  });
}

interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
  readonly clone?: string | undefined;
}

function readFlags(argv: readonly string[]): Flags {
  const value = { type: "string" } as const;
  try {
    return parseArgs({ args: [...argv], options: { port: value, host: value, data: value, clone: value } }).values;
  } catch (cause) {
    const [line = "a flag cannot be read"] = cause instanceof Error ? cause.message.split(/[\n.] /) : [];
    throw new ConfigError(`${line}; there are --port, --host, --data and --clone`);
  }
}

const VARIABLES = new Set([
  "PLENARY_DATA",
  "PLENARY_CLONE",
  "PLENARY_COMMIT_QUIET_MS",
  "PLENARY_COMMIT_MAX_MS",
  "PLENARY_PICTURE_MAX_MB",
  "PLENARY_PUSH",
  "PLENARY_REMOTE",
  "PLENARY_REMOTE_EVERY_S",
]);

/** A misspelt setting is not silently the default. */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(env)) {
    if (name.startsWith("PLENARY_") && !VARIABLES.has(name)) {
      throw new ConfigError(`${name} is no setting; there are ${[...VARIABLES].join(", ")}`);
    }
  }
}

function integer(name: string, raw: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(raw) ? Number(raw) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new ConfigError(`${name} is "${raw}"; it must be a whole number from ${least} to ${most}`);
}

/** The folder of `package.json`, both from `server/` and from the bundle in `dist/server/`. */
function rootFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  return path.basename(path.dirname(here)) === "dist" ? path.resolve(here, "..", "..") : path.resolve(here, "..");
}
