import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Debian's cgit, run as a web server would run it. */
const CGIT = "/usr/lib/cgit/cgit.cgi";

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Wall time of one run, ms. */
export async function timed(run: () => unknown): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}

/** Medians of what takes turns, once for each item, ms: so that what else the machine does falls on both. */
export async function inTurns<T>(
  items: readonly T[],
  ours: (item: T) => unknown,
  theirs: (item: T) => unknown,
): Promise<{ ours: number; theirs: number }> {
  const [mine, others]: [number[], number[]] = [[], []];
  for (const item of items) {
    others.push(await timed(() => theirs(item)));
    mine.push(await timed(() => ours(item)));
  }
  return { ours: median(mine), theirs: median(others) };
}

/** Runs to the end; gives what was written. */
export function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): string {
  const ended = spawnSync(command, args, { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"], ...options });
  if (ended.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${ended.status}`);
  return String(ended.stdout);
}

/** CPU of a command and all that it starts and waits for, user and system, ms; as the shell counts it. */
export function cpuOf(command: string, cwd: string): number {
  const out = run("bash", ["-c", `${command} >/dev/null; times`], { cwd });
  const [, children = ""] = out.trim().split("\n");
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

/** A page of cgit's; null where there is no cgit. */
export function createCgit(folder: string, dir: string): ((page: string) => string) | null {
  if (!existsSync(CGIT)) return null;
  const config = path.join(folder, "cgitrc");
  writeFileSync(config, `cache-size=0\nrepo.url=wiki\nrepo.path=${dir}\n`);
  return (page) => {
    const env = {
      PATH: process.env.PATH ?? "",
      CGIT_CONFIG: config,
      REQUEST_METHOD: "GET",
      QUERY_STRING: `url=wiki/${page}`,
    };
    const answer = run(CGIT, [], { env });
    if (!answer.includes("Content-Type: text/html") || answer.includes("class='error'"))
      throw new Error(`cgit: ${page}`);
    return answer;
  };
}
