import { besideName } from "./merge-names.ts";
import type { Conflict, Stage } from "./merge-tree.ts";
import type { Quarantine } from "./quarantine.ts";
import { textOf } from "./trees.ts";

/** The wiki's own merge of a text. @param base null where the two have none in common. */
export type Join = (base: string | null, first: string, second: string) => string;

/** What was decided about a path that git left open. */
export interface Settled {
  readonly path: string;
  /** In a few words, for the commit's message. */
  readonly how: string;
  /** What stands there now; null for nothing. Raw paths. */
  readonly files: ReadonlyMap<string, Stage | null>;
}

export interface SettlingPorts {
  readonly of: Quarantine;
  readonly join: Join;
  /** Largest text that is joined, bytes. */
  readonly maxText: number;
  /** What git called the two versions, by which it names a file that had to make way for a folder. */
  readonly labels: readonly string[];
  /** Whether there is a file or folder of this path in the merged version. Raw. */
  readonly isTaken: (path: string) => boolean;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decides about one path, so that nothing that either side wrote is lost, and the same on every server: texts are joined;
 * what one side changed and the other removed stays; of two that are no texts the second keeps the path, and the first
 * stands beside it.
 */
export async function settle(ports: SettlingPorts, conflict: Conflict): Promise<Settled> {
  const { path, base, first, second } = conflict;
  const moved = madeWay(ports, conflict);
  if (moved) return moved;
  const settled = (how: string, ...files: [string, Stage | null][]): Settled => ({ path, how, files: new Map(files) });
  if (!first || !second) {
    const only = first ?? second;
    if (!only) return settled("renamed to two names, which are both kept", [path, null]);
    return settled(base ? "changed by one side and removed by the other, kept" : "renamed by both sides, kept", [
      path,
      only,
    ]);
  }
  if (!isFile(first) || !isFile(second)) {
    const [kept, other] = isFile(first) ? [first, second] : [second, first];
    return settled(`two that are no files alike, of which ${other.oid.slice(0, 12)} is in the history`, [path, kept]);
  }
  const joined = await joinedText(ports, conflict, first, second);
  if (joined !== null) return settled("changed by both sides, joined", [path, { mode: modeOf(conflict), oid: joined }]);
  if (textOf(path).endsWith(".md")) {
    return settled(`no text that can be joined; ${first.oid.slice(0, 12)} is in the history`, [path, second]);
  }
  const beside = besideName(path, first.oid, ports.isTaken);
  return settled(`changed by both sides, the other is ${textOf(beside)}`, [path, second], [beside, first]);
}

/** A file that git has put beside a folder of its name, which has the version's id in it: it gets a shorter one. */
function madeWay({ labels, isTaken }: SettlingPorts, { path, first, second }: Conflict): Settled | null {
  const label = labels.find((one) => path.includes(`~${one}`));
  const file = first ?? second;
  if (label === undefined || !file) return null;
  const was = path.slice(0, path.indexOf(`~${label}`));
  const beside = besideName(was, file.oid, isTaken);
  const files = new Map([
    [path, null],
    [beside, file],
  ]);
  return { path: was, how: `a file and a folder, the file is ${textOf(beside)}`, files };
}

/** The blob of both texts in one; null where one of them is no text, or too large to be joined. */
async function joinedText(
  ports: SettlingPorts,
  { base }: Conflict,
  first: Stage,
  second: Stage,
): Promise<string | null> {
  const [ours, theirs] = [await textIn(ports, first), await textIn(ports, second)];
  if (ours === null || theirs === null) return null;
  const before = base && isFile(base) ? await textIn(ports, base) : null;
  const joined = ports.join(before, ours, theirs);
  const said = await ports.of.bytes(["hash-object", "-w", "--stdin"], joined, 100);
  return String(said).trim();
}

async function textIn({ of, maxText }: SettlingPorts, { oid }: Stage): Promise<string | null> {
  const bytes = await of.bytes(["cat-file", "blob", oid], "", maxText);
  if (bytes === null || bytes.includes(0)) return null;
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Who changed it from what it was has it their way. */
function modeOf({ base, first, second }: Conflict): string {
  const [ours = "100644", theirs = ours] = [first?.mode, second?.mode];
  return ours === base?.mode ? theirs : ours;
}

function isFile({ mode }: Stage): boolean {
  return mode.startsWith("100");
}
