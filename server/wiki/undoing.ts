import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import type { PagePath } from "../text/page-path.ts";
import { chainOf } from "./chains.ts";
import { decode } from "./page-file.ts";
import type { Log, Oid, Person, Trees } from "./ports.ts";
import type { Submitted, Wiki } from "./wiki.ts";

/** Length of a commit's name in messages. */
const SHORT = 7;

/**
 * Takes back what one save did to a page, as a change like any other: the text before the save, merged as if somebody had
 * started from the text after it. What was written since stays; where it changed the same line, both are kept.
 */
export function createUndoing(ports: {
  readonly trees: Trees;
  readonly log: Log;
  readonly submit: Wiki["submit"];
}): Wiki["undo"] {
  const { trees, log, submit } = ports;

  /** The page's text before and after a save, and the save's newest commit. */
  async function changeOf(
    path: PagePath,
    oid: Oid,
  ): Promise<{ before: Oid | null; after: Oid | null; newest: Oid; subject: string }> {
    const commit = await log.find(oid);
    if (!commit) throw new WikiError("not-found", "There is no such save.");
    const chain = await chainOf(log, commit);
    const changes = chain.flatMap((one) => one.changes.filter((change) => change.path === path));
    const [last, first] = [changes[0], changes.at(-1)];
    if (!last || !first) throw new WikiError("not-found", "That save did not change this page.", { path });
    const [subject = ""] = chain[0].message.split("\n", 1);
    return { before: first.before, after: last.after, newest: chain[0].oid, subject };
  }

  return async (path: PagePath, oid: Oid, by: Person): Promise<Submitted> => {
    const { before, after, newest, subject } = await changeOf(path, oid);
    if (before === null) {
      throw new WikiError("bad-request", "That save began the page. To take it back, delete the page.", { path });
    }
    if (after === null) {
      throw new WikiError("bad-request", "That save took the page away. To take it back, bring the page back.", {
        path,
      });
    }
    const { text, utf8 } = decode(await trees.blob(before));
    if (!utf8) throw new WikiError("not-text", "What was there before that save is no text.", { path });
    const message = `Undo ${newest.slice(0, SHORT)}: ${subject}`;
    return submit(path, { text: toRoomText(text), base: newest, message, by });
  };
}
