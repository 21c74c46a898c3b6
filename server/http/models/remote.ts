import type { MirrorStatus, RemoteState } from "../../wiki/mirror-ports.ts";
import { commitAddress } from "./addresses.ts";
import type { Crumb } from "./crumbs.ts";
import { type Clock, type Moment, momentOf } from "./time.ts";
import { counted } from "./words.ts";

/** Paths of a merge that are named. */
const NAMED = 5;

/** How the other copy of the wiki stands. */
export interface RemoteModel {
  readonly crumbs: readonly Crumb[];
  readonly heading: string;
  readonly intro: string;
  /** What keeps it from being in step; "" where nothing does. */
  readonly trouble: string;
  /** The lines to type where its history was rewritten; null where it was not. */
  readonly ways: { readonly clone: string; readonly push: string; readonly start: string } | null;
  readonly facts: readonly Fact[];
  readonly left: readonly { readonly name: string; readonly kind: string; readonly reason: string }[];
  readonly merges: readonly MergeModel[];
}

interface Fact {
  readonly name: string;
  readonly text: string;
  /** For a moment. */
  readonly iso?: string;
  readonly code?: boolean;
}

interface MergeModel {
  readonly href: string;
  readonly title: string;
  readonly iso: string;
  readonly when: string;
}

const HEADINGS: Readonly<Record<MirrorStatus, string>> = {
  "in step": "In step with the remote",
  sending: "Catching up with the remote",
  unreachable: "The remote cannot be reached",
  refused: "The remote is not in step",
  rewritten: "The remote's history was rewritten",
  "never reached": "The remote was not reached yet",
};

const INTROS: Readonly<Record<MirrorStatus, string>> = {
  "in step": "Everything that is saved here is there too, and the other way round.",
  sending: "What differs is on its way. Nobody has to wait for it.",
  unreachable:
    "Writing and reading go on as ever. It is tried again by itself, and what was saved meanwhile is sent then.",
  refused: "Writing and reading go on as ever. Nothing is lost on either side; somebody has to look at the reason.",
  rewritten:
    "It no longer has versions that it had, or never had one of ours. Nothing is taken from it and nothing is sent there until it goes on from them again.",
  "never reached": "Writing and reading go on as ever. It is tried again by itself.",
};

/** @param clone the wiki's own address for `git clone`. */
export function remoteModel(state: RemoteState, clock: Clock, clone: string): RemoteModel {
  return {
    crumbs: [{ text: "Front page", href: "/" }, { text: "remote" }],
    heading: HEADINGS[state.status],
    intro: INTROS[state.status],
    trouble: state.reason,
    ways: state.status === "rewritten" ? waysOut(state.address, clone) : null,
    facts: factsOf(state, clock),
    left: state.left.map(({ name, kind, reason }) => ({ name, kind, reason })),
    merges: state.merges.map(({ commit, at, paths }) => {
      const { iso, long } = momentOf(at, clock);
      return { href: commitAddress(commit), title: titleOf(paths), iso, when: long };
    }),
  };
}

function waysOut(address: string, clone: string): RemoteModel["ways"] {
  return {
    clone: `git clone ${clone} notes`,
    push: `git -C notes push --force ${address} main`,
    start: `npm start -- --data NEW-FOLDER --clone ${address}`,
  };
}

function factsOf(state: RemoteState, clock: Clock): Fact[] {
  const moment = (name: string, at: number | null, none: string, words = (of: Moment) => of.long): Fact => {
    if (at === null) return { name, text: none };
    const then = momentOf(at, clock);
    return { name, text: words(then), iso: then.iso };
  };
  return [
    { name: "Address", text: state.address, code: true },
    moment("Since", state.since, ""),
    moment("Last looked at", state.fetched, "never"),
    moment("Last sent", state.pushed, "never"),
    { name: "Not sent yet", text: state.unsent === 0 ? "nothing" : counted(state.unsent, "save") },
    moment("Next look", state.next, "now"),
  ];
}

/** "a.md, b.md and 3 more", or that each side had changed files of its own. */
function titleOf(paths: readonly string[]): string {
  if (paths.length === 0) return "Each side had changed other lines or files";
  const named = paths.slice(0, NAMED).join(", ");
  return paths.length > NAMED ? `${named} and ${paths.length - NAMED} more` : named;
}
