import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import { WikiError } from "../errors.ts";
import { createGate, type Gate } from "./gate.ts";
import { createGit, type Git, GitFailure } from "./process.ts";
import { oneLine, type PathRules, refusalOfTip } from "./push-check.ts";
import { advertisementOf, NO_OBJECT, type RefCommand, readRequest, reportOf, type Verdicts } from "./push-request.ts";
import { type Refs, refusalOfCommand } from "./push-rules.ts";
import { createQuarantine, type Quarantine } from "./quarantine.ts";
import { moveRefs, refsOf } from "./ref-moves.ts";
import { type Incoming, spool } from "./spool.ts";

/** Pushes that are looked at a time, how many may wait for that, and how many may send at a time. */
const AT_ONCE = 2;
const MAY_WAIT = 20;
const SENDING = 8;

/** Refs that one push may move. */
const MOST_COMMANDS = 100;

/** How long a push may take to be sent, and to be looked at, ms. */
const SENT_MS = 5 * 60_000;
const LOOKED_AT_MS = 2 * 60_000;

/** Lines on the pusher's terminal. */
const MOST_SAID = 20;

export interface PushExchange extends Incoming {
  readonly output: Writable;
}

export interface PushLimits {
  /** A push, unpacked, bytes. */
  readonly push: number;
  /** A file in it, bytes. */
  readonly file: number;
}

export interface ReceivingPorts {
  /** The bare repository, absolute. */
  readonly dir: string;
  /** The writer lock. */
  readonly lock: Gate;
  readonly rules: PathRules;
  readonly limits: PushLimits;
  /** Called when a push is here in whole, before it is compared with what the refs are. */
  readonly arrived: () => Promise<void>;
  /** Called after refs were moved. */
  readonly moved: () => void;
  /** Called when the push is in, or is refused, before the pusher is told. */
  readonly ended: () => Promise<void>;
  readonly gitBinary?: string;
}

/** Takes pushes; see decision 44. */
export interface Receiving {
  /** The refs as a pusher's git wants them. A process. */
  advertisement(): Promise<Uint8Array>;
  /**
   * One push: resolves when the answer is written, also where it is refused in git's own form, and when the client has gone.
   * Of a push all refs are moved or none.
   *
   * @throws WikiError `busy`, `bad-request`, `too-large`, `cannot-write`. Then nothing has been written.
   */
  receive(exchange: PushExchange): Promise<void>;
}

/** Removes what an earlier process has left: one process has a repository open at a time. */
export async function createReceiving(ports: ReceivingPorts): Promise<Receiving> {
  const { dir } = ports;
  const git = createGit(dir, ports.gitBinary);
  const incoming = path.join(dir, "incoming");
  const sending = createGate(SENDING, 0);
  const working = createGate(AT_ONCE, MAY_WAIT);
  await rm(incoming, { recursive: true, force: true });

  /** Gives what is answered. */
  async function take(exchange: PushExchange, folder: string): Promise<Uint8Array> {
    const file = path.join(folder, "body");
    const isWhole = await spool(exchange, file, ports.limits.push, SENT_MS);
    const body = await open(file);
    const request = await readRequest(body).finally(() => body.close());
    if (request.commands.length === 0) return new Uint8Array();
    const late = AbortSignal.timeout(LOOKED_AT_MS);
    const signal = AbortSignal.any([exchange.signal, late]);
    const push = { ...request, file, folder, isWhole };
    const { unpacked, verdicts } = await working
      .run(() => inRoom(ports, git, push, signal), signal)
      .catch((cause) => {
        throw late.aborted ? new WikiError("too-large", "The push takes too long to be looked at.") : cause;
      });
    return reportOf(request.capabilities, unpacked, verdicts, saidOf(verdicts));
  }

  return {
    advertisement: async () => advertisementOf(await refsOf(git)),
    async receive(exchange) {
      try {
        const answer = await sending.run(async () => {
          await mkdir(incoming, { recursive: true });
          const folder = await mkdtemp(path.join(incoming, "push-"));
          try {
            return await take(exchange, folder);
          } finally {
            await rm(folder, { recursive: true, force: true });
          }
        });
        exchange.output.end(answer);
      } catch (cause) {
        // Nobody is left to be told.
        if (!exchange.signal.aborted) throw cause;
      }
    },
  };
}

interface Push {
  readonly commands: readonly RefCommand[];
  readonly packAt: number;
  readonly objects: number;
  readonly file: string;
  readonly folder: string;
  readonly isWhole: boolean;
}

interface Outcome {
  readonly unpacked: string;
  readonly verdicts: Verdicts;
}

async function inRoom(ports: ReceivingPorts, git: Git, push: Push, signal: AbortSignal): Promise<Outcome> {
  await ports.arrived();
  try {
    return await decide(ports, git, push, signal);
  } finally {
    await ports.ended();
  }
}

async function decide(ports: ReceivingPorts, git: Git, push: Push, signal: AbortSignal): Promise<Outcome> {
  const { commands } = push;
  const refusals = refusalsIn(commands, await refsOf(git));
  if (refusals.size > 0) return { unpacked: "ok", verdicts: allOf(commands, refusals) };
  const quarantine = await createQuarantine(git, ports.dir, push.folder, signal);
  if (commands.some(({ to }) => to !== NO_OBJECT)) {
    const refusal = push.isWhole ? await unpack(quarantine, push) : tooLarge(ports.limits.push);
    if (refusal !== null) return { unpacked: refusal, verdicts: new Map(commands.map(({ ref }) => [ref, refusal])) };
    for (const command of commands) {
      const reason = await refusalOfTip(quarantine, command, ports.limits.file, ports.rules);
      if (reason !== null) refusals.set(command.ref, reason);
    }
  }
  if (refusals.size > 0) return { unpacked: "ok", verdicts: allOf(commands, refusals) };
  signal.throwIfAborted();
  const late = await publish(ports, git, quarantine, commands);
  if (late.size === 0) ports.moved();
  return { unpacked: "ok", verdicts: allOf(commands, late) };
}

/** Null where all that is pushed is here and sound. */
async function unpack(quarantine: Quarantine, { file, packAt, objects, commands }: Push): Promise<string | null> {
  try {
    // A branch made at a version that is here comes with a pack of nothing.
    if (objects > 0) await quarantine.unpack(file, packAt);
    const tips = commands.flatMap(({ to }) => (to === NO_OBJECT ? [] : `${to}\n`)).join("");
    const walk = ["rev-list", "--objects", "--stdin", "--not", "--all", "--quiet"];
    await quarantine.words(walk, tips, () => {});
    return null;
  } catch (cause) {
    if (!(cause instanceof GitFailure) || cause.exitCode === null) throw cause;
    return `the objects were not taken: ${oneLine(cause.message) || "git gave up on them"}`;
  }
}

function tooLarge(limit: number): string {
  return `a push has at most ${Math.floor(limit / 1024 / 1024)} MB`;
}

/** Under the writer lock: the objects first, on disk, then all refs in one transaction of git's. Gives what was refused. */
function publish(
  ports: ReceivingPorts,
  git: Git,
  quarantine: Quarantine,
  commands: readonly RefCommand[],
): Promise<Map<string, string>> {
  return ports.lock.run(async () => {
    const refusals = refusalsIn(commands, await refsOf(git));
    if (refusals.size > 0) return refusals;
    await quarantine.land();
    try {
      await moveRefs(git, ports.dir, commands);
    } catch (cause) {
      if (!(cause instanceof GitFailure)) throw cause;
      return new Map(
        commands.map(({ ref }) => [ref, oneLine(cause.message.replaceAll(ports.dir, "")) || "fetch first"]),
      );
    }
    return new Map();
  });
}

function refusalsIn(commands: readonly RefCommand[], refs: Refs): Map<string, string> {
  const all = commands.map((command) => [command.ref, refusalOfCommand(command, refs)] as const);
  const refusals = new Map(all.flatMap(([ref, reason]) => (reason === null ? [] : [[ref, reason] as const])));
  const isTwice = new Set(commands.map(({ ref }) => ref)).size < commands.length;
  if (!isTwice && commands.length <= MOST_COMMANDS) return refusals;
  const reason = isTwice ? "one ref is moved twice" : `a push moves at most ${MOST_COMMANDS} refs`;
  return new Map(commands.map(({ ref }) => [ref, reason]));
}

/** What is not refused itself is not moved either where something else is: its objects came in the same pack. */
function allOf(commands: readonly RefCommand[], refusals: ReadonlyMap<string, string>): Verdicts {
  const other = refusals.size > 0 ? "something else in this push was refused" : null;
  return new Map(commands.map(({ ref }) => [ref, refusals.get(ref) ?? other]));
}

function saidOf(verdicts: Verdicts): string[] {
  const refused = [...verdicts].flatMap(([ref, reason]) => (reason === null ? [] : oneLine(`${ref}: ${reason}`)));
  return refused.slice(0, MOST_SAID);
}
