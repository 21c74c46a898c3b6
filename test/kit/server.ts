import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { type Config, readConfig } from "../../server/config.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { temporaryFolder } from "./folder.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

export interface TestServer extends RunningServer {
  readonly data: string;
  /** The bare repository, for real git. */
  readonly notes: string;
}

/**
 * The real server in this process, on a free port, on a data folder of its own that goes when it is closed.
 *
 * @param changes settings that differ: `data` to start on a folder that is there (it then stays), shorter save times, …
 * @param lines is given each line it logs, warnings and worse; nothing is logged where it is left out.
 */
export async function startTestServer(changes: Partial<Config> = {}, lines?: string[]): Promise<TestServer> {
  const folder = changes.data === undefined ? await temporaryFolder() : null;
  const data = changes.data ?? path.join(folder?.path ?? "", "data");
  const config: Config = { ...readConfig(["--port", "0", "--data", data], {}), ...changes, data };
  const log = lines ? pino({ level: "warn" }, { write: (line) => lines.push(line) }) : pino({ level: "silent" });
  const server = await startServer(config, log);
  return {
    url: server.url,
    data,
    notes: path.join(data, "notes.git"),
    async close() {
      await server.close();
      await folder?.remove();
    },
  };
}

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written on standard error so far. */
  stderr(): string;
  /** Ends it and waits: the exit code, or null for a signal's end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The built server as a process of its own, to be killed. Rejects with its words where it ends before it listens. */
export function spawnServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [path.join(root, "dist", "server", "main.js"), "--port", "0", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  child.stderr.on("data", (data: Buffer) => {
    err += data.toString();
  });
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`the server ended with ${code}: ${err.trim()}`)));
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
      const url = /plenary listening on (\S+)\n/.exec(out)?.[1];
      if (!url) return;
      resolve({
        url,
        child,
        stderr: () => err,
        end(signal) {
          child.kill(signal);
          return ended;
        },
      });
    });
  });
}
