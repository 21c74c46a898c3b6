import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { endApart, type Git, GitFailure, lastWords } from "./process.ts";
import { oneLine } from "./push-check.ts";
import { type RemoteAddress, withoutLogin } from "./remote-address.ts";

/** How long git may take there, ms: to list what it has, and to bring or take versions. */
export interface Patience {
  readonly listMs: number;
  readonly moveMs: number;
}

export const PATIENCE: Patience = { listMs: 30_000, moveMs: 5 * 60_000 };

/** Who sends next to nothing for half a minute will not send more. */
const SLOWEST = ["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=30"];

/** As a push is checked. What comes stays one pack, whatever its size. */
const CHECKED = [
  ...["-c", "fetch.unpackLimit=1", "-c", "fetch.fsckObjects=true", "-c", "fetch.fsck.badFilemode=error"],
  ...["-c", "core.bigFileThreshold=16m", "-c", "pack.threads=1"],
];

/** A list of refs that is longer than this, bytes, is none that is taken here. */
const MOST_LISTED = 1024 * 1024;

/** How often the size of what comes is looked at, ms. */
const WEIGHED_MS = 250;

/** Hands git the login by its own way for that, on one host only; the words are in variables that the shell fills in. */
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$MIRROR_USER" "$MIRROR_PASSWORD"; }; f`;

/** The remote cannot be reached, or does not do what a repository does. The message is one line without the login. */
export class RemoteFailure extends Error {}

/** It sends more than is taken at once, or objects that git finds unsound: it would do so again. */
export class NotTaken extends RemoteFailure {}

/** What became of a ref that was sent. */
export interface Sent {
  readonly ref: string;
  /** Null where it is there now; else the remote's reason. */
  readonly refusal: string | null;
}

/** What git does at the remote. Nothing here writes a ref of ours; every process has an end, and ends with the signal. */
export interface RemoteLink {
  /** Its branches and tags. Throws RemoteFailure. */
  refs(signal: AbortSignal): Promise<Map<string, string>>;
  /**
   * Brings objects into a folder that is no part of the repository, checked one by one.
   *
   * @param folder of a quarantine. @param most bytes. @throws RemoteFailure.
   */
  fetch(oids: readonly string[], folder: string, most: number, signal: AbortSignal): Promise<void>;
  /** Sends refs, each by itself, none by force. @param refs ref -> object. @throws RemoteFailure where none could be sent. */
  push(refs: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Sent[]>;
}

/** @param dir the bare repository, absolute. @param trust a file that is written: whose a repository at a path is, is not asked. */
export async function createRemoteLink(
  git: Git,
  dir: string,
  address: RemoteAddress,
  trust: string,
  patience = PATIENCE,
): Promise<RemoteLink> {
  // A path is served by a second git, which takes no setting from the first.
  await writeFile(trust, "[safe]\n\tdirectory = *\n");
  const env = {
    GIT_CONFIG_GLOBAL: trust,
    GIT_SSH_COMMAND: "ssh -oBatchMode=yes -oConnectTimeout=15",
    ...loginEnv(address),
  };

  function failure(said: string, late: boolean, ms: number): RemoteFailure {
    if (late) return new RemoteFailure(`it does not answer within ${Math.ceil(ms / 1000)} s`);
    const reason = oneLine(withoutLogin(new GitFailure(said, 1).message.replaceAll(dir, ""), address));
    return new RemoteFailure(reason || "git gave up on it");
  }

  /** Gives what was written, and whether git called it done. */
  async function run(
    args: readonly string[],
    ms: number,
    signal: AbortSignal,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly out: string; readonly said: string; readonly failed: RemoteFailure | null }> {
    signal.throwIfAborted();
    const late = AbortSignal.timeout(ms);
    const child = git.spawn([...SLOWEST, ...args], { apart: true, env: { ...env, ...more } });
    const stop = (): void => endGently(child);
    const either = AbortSignal.any([signal, late]);
    either.addEventListener("abort", stop, { once: true });
    const said = lastWords(child);
    let out = "";
    child.stdin.on("error", () => {});
    child.stdin.end();
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      out += part;
      if (out.length > MOST_LISTED) stop();
    });
    const code = await new Promise<number | null>((resolve) => {
      child.once("error", () => resolve(null));
      child.once("close", (code) => resolve(code ?? -1));
    });
    either.removeEventListener("abort", stop);
    signal.throwIfAborted();
    const failed = code === 0 ? null : failure(said(), late.aborted, ms);
    if (out.length > MOST_LISTED)
      return { out, said: "", failed: new RemoteFailure("it has too many branches and tags") };
    return { out, said: said(), failed };
  }

  /** To git any page of the web without a list of refs is an empty repository: it is told apart by having spoken git's protocol. */
  async function mustBeEmpty(list: readonly string[], signal: AbortSignal): Promise<void> {
    if (!/^https?:/.test(address.url)) return;
    const { said } = await run(list, patience.listMs, signal, { GIT_TRACE_PACKET: "1" });
    if (!/packet: +ls-remote< /.test(said)) throw new RemoteFailure("what answers there is no git repository");
  }

  return {
    async refs(signal) {
      const list = ["ls-remote", "--refs", "--", address.url, "refs/heads/*", "refs/tags/*"];
      const { out, failed } = await run(list, patience.listMs, signal);
      if (failed) throw failed;
      if (out === "") await mustBeEmpty(list, signal);
      return new Map(out.split("\n").flatMap((line) => refIn(line)));
    },
    async fetch(oids, folder, most, signal) {
      const objects = path.join(folder, "objects");
      await mkdir(path.join(objects, "pack"), { recursive: true });
      const places = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(dir, "objects") };
      const quiet = [
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        "--no-recurse-submodules",
      ];
      const heavy = new AbortController();
      const scales = setInterval(() => void weigh(objects, most, heavy), WEIGHED_MS);
      const either = AbortSignal.any([signal, heavy.signal]);
      try {
        const fetch = [...CHECKED, "fetch", ...quiet, "--", address.url, ...oids];
        const { said, failed } = await run(fetch, patience.moveMs, either, { ...places, GIT_ALLOC_LIMIT: "256m" });
        if (failed) throw /fsck error/.test(said) ? new NotTaken(failed.message) : failed;
      } finally {
        clearInterval(scales);
      }
    },
    async push(refs, signal) {
      const moves = [...refs].map(([ref, oid]) => `${oid}:${ref}`);
      const push = ["push", "--porcelain", "--no-verify", "--recurse-submodules=no", "--", address.url, ...moves];
      const { out, failed } = await run(push, patience.moveMs, signal);
      const sent = out.split("\n").flatMap((line) => sentIn(line));
      if (failed && sent.length === 0) throw failed;
      return sent.map(({ ref, refusal }) => ({ ref, refusal: refusal && oneLine(withoutLogin(refusal, address)) }));
    },
  };
}

/** How long a git that is told to end has to take its locks and its files with it, ms: the remote may be a folder here. */
const LAST_MS = 1000;

function endGently(child: ChildProcessWithoutNullStreams): void {
  endApart(child, "SIGTERM");
  const last = setTimeout(() => endApart(child), LAST_MS);
  child.once("close", () => clearTimeout(last));
}

function loginEnv({ login }: RemoteAddress): Readonly<Record<string, string>> {
  if (login === null) return {};
  return {
    GIT_CONFIG_COUNT: "2",
    // Whatever else would answer is left out.
    ...{ GIT_CONFIG_KEY_0: "credential.helper", GIT_CONFIG_VALUE_0: "" },
    ...{ GIT_CONFIG_KEY_1: `credential.${login.origin}.helper`, GIT_CONFIG_VALUE_1: HELPER },
    ...{ MIRROR_USER: login.user, MIRROR_PASSWORD: login.password },
  };
}

function refIn(line: string): [string, string][] {
  const [, oid, ref] = /^([0-9a-f]{40})\t(refs\/(?:heads|tags)\/.+)$/.exec(line) ?? [];
  return oid && ref ? [[ref, oid]] : [];
}

/** A line of `push --porcelain`: a flag, the two names, and what became of it. */
function sentIn(line: string): Sent[] {
  const [, flag, ref, told = ""] = /^([ +*=!-])\t[^\t]*?:(refs\/[^\t]+)\t(.*)$/.exec(line) ?? [];
  if (!ref) return [];
  return [
    { ref, refusal: flag === "!" ? told.replace(/^\[[^\]]*\]\s*/, "").replace(/^\((.*)\)$/, "$1") || told : null },
  ];
}

/** Ends a fetch that brings more than it may. */
async function weigh(objects: string, most: number, heavy: AbortController): Promise<void> {
  const pack = path.join(objects, "pack");
  let size = 0;
  for (const name of await readdir(pack).catch(() => [])) {
    size += await stat(path.join(pack, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  if (size > most) heavy.abort(new NotTaken(`it sends more than ${Math.floor(most / 1024 / 1024)} MB at once`));
}
