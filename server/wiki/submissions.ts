import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import { parseEvent } from "../text/event.ts";
import type { PagePath } from "../text/page-path.ts";
import { clashOf } from "./clash.ts";
import { messageOf } from "./credits.ts";
import type { Join, LiveDocs, LiveLease } from "./live-ports.ts";
import { meetingTalks } from "./meeting.ts";
import type { Newsroom } from "./news.ts";
import { bytesOf, mustBeText, pageFileAt } from "./page-file.ts";
import type { Commits, Log, Oid, Trees } from "./ports.ts";
import type { Saver } from "./saver.ts";
import type { Turns } from "./turns.ts";
import type { Submission, Wiki } from "./wiki.ts";

/** Texts that come whole, from a form or a script: never the last writer's alone, always merged. */
export type Submissions = Pick<Wiki, "submit" | "create">;

export interface SubmissionPorts {
  readonly trees: Trees;
  readonly commits: Commits;
  readonly docs: LiveDocs;
  readonly log: Log;
  readonly saver: Saver;
  readonly turns: Turns;
  readonly news: Newsroom;
  readonly join: Join;
}

export function createSubmissions(ports: SubmissionPorts): Submissions {
  const { trees, commits, docs, log, saver } = ports;

  /** A hold on the page's room if it is loaded; one that is not is brought in line with git when it is next opened. */
  async function roomOf(path: string): Promise<LiveLease | null> {
    const loaded = docs.loaded(path);
    return loaded ? docs.open(loaded.identity.id) : null;
  }

  /** The commit that `save` makes of the page, on top of whatever is newest when its turn in the repository comes. */
  async function commitMerged(path: PagePath, save: Submission): Promise<Merged> {
    let outcome: Merged = { commit: save.base, merged: false, talks: null };
    const oid = await commits.commit(async (head) => {
      const file = head ? await pageFileAt(trees, head, path) : null;
      if (!head || !file) throw new WikiError("not-found", "There is no page at this address.", { path });
      mustBeText(file, path);
      const base = await baseOf(path, save.base);
      const text = ports.join(base, file.text, toRoomText(save.text));
      outcome = { commit: head, merged: file.text !== base, talks: null };
      if (text === file.text) return null;
      outcome = { ...outcome, talks: meetingTalks(base, file.text, toRoomText(save.text)) };
      return {
        files: new Map([[path, bytesOf(text, file)]]),
        author: save.by,
        coAuthors: [],
        message: messageOf(file.text, text, save.message),
      };
    });
    return oid ? { ...outcome, commit: oid } : outcome;
  }

  /** The page's commit right before one that changed it. */
  async function newestBefore(path: PagePath, commit: Oid): Promise<Oid | null> {
    const [before] = await log.commits({ path, before: commit, limit: 1 });
    return before?.oid ?? null;
  }

  async function baseOf(path: PagePath, name: string): Promise<string> {
    const base = await trees.resolve(name);
    const file = base ? await pageFileAt(trees, base, path) : null;
    if (file) return file.text;
    throw new WikiError("unknown-base", "This page never had the version that the text was started from.", { path });
  }

  return {
    submit(path, save) {
      return ports.turns.take(path, async () => {
        const lease = await roomOf(path);
        try {
          // What is being typed goes first, under its own authors: then everything there is to merge is in git.
          if (lease) await saver.commit(lease.room, null);
          const { talks, ...outcome } = await commitMerged(path, save);
          if (lease) await saver.bringInLine(lease.room, await pageFileAt(trees, outcome.commit, path));
          ports.news.publish({ kind: "committed", path, commit: outcome.commit });
          const other = talks && (await newestBefore(path, outcome.commit));
          if (!other) return { ...outcome, met: null };
          ports.news.publish({ kind: "met", path, commits: [outcome.commit, other], talks });
          return { ...outcome, met: other };
        } finally {
          lease?.release();
        }
      });
    },
    create({ path, text, by }) {
      return ports.turns.take(path, async () => {
        const commit = await commits.commit(async (head) => {
          const taken = head ? clashOf(path, (await trees.files(head)).keys()) : null;
          if (taken)
            throw new WikiError("exists", `There is something at this address already: ${taken}`, { path: taken });
          const title = parseEvent(text).title || path;
          return {
            files: new Map([[path, bytesOf(text, null)]]),
            author: by,
            coAuthors: [],
            message: `Begin ${title}`,
          };
        });
        if (!commit) throw new WikiError("bad-request", "A new page needs some text.", { field: "text" });
        // A page that was here before has a document: it goes on, and what was typed in it since comes with it.
        const doc = docs.find(path);
        const lease = doc && (await docs.open(doc.id));
        try {
          if (lease) await saver.bringInLine(lease.room, await pageFileAt(trees, commit, path));
        } finally {
          lease?.release();
        }
        ports.news.publish({ kind: "committed", path, commit });
        return { commit };
      });
    },
  };
}

interface Merged {
  readonly commit: Oid;
  readonly merged: boolean;
  /** Talks in which the text met what others had done since its base; null where it met nothing. */
  readonly talks: readonly string[] | null;
}
