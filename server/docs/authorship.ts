import * as Y from "yjs";
import { type Claims, createClaims } from "./claims.ts";
import { applyAll } from "./page-apply.ts";
import { CONTENT } from "./page-doc.ts";
import type { LogAuthor, LogRecord } from "./update-log.ts";

/** An author, and the page as it reads once this author's changes are added to those of the authors before. */
export interface Share {
  readonly author: NonNullable<LogAuthor>;
  readonly text: string;
}

/** Characters side by side with one fate: in the text from the step `from` on, and from the step `until` on no more. */
interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly until: number;
}

/** The step of what was there before anybody typed. The authors' steps are 1, 2, … in their order. */
const BASE = 0;
/** The wiki's own insertions mend what somebody typed (a line's end): they go with the character before them. */
const WITH_THE_ONE_BEFORE = -1;

/**
 * What each of several authors made of a page, one on top of the other: the base with the first author's changes, then
 * with the second's as well, and so on. The last text is the text of the base with all records applied.
 *
 * Everything is replayed once, together, so that every character has its final place; then each is kept in a step where
 * its author, and nobody who took it out, is among those who have had their turn. Replaying the updates of a few authors
 * only would not do: what was typed beside somebody else's text has no place without it.
 *
 * @param base the state that the records came on top of. It may hold some of them: what it holds, and what is deleted in
 *   it, is nobody's.
 * @param records in their order; the first that brings a character, or takes it out, is the one that counts. What the
 *   wiki took out, or somebody not in `authors`, is out of every step.
 * @returns a share for each author, also for one who changed nothing.
 * Costs one load of the base, two readings of the records and a walk over all that was ever typed.
 */
export function sharesOf(
  base: Uint8Array,
  records: readonly LogRecord[],
  authors: readonly NonNullable<LogAuthor>[],
): Share[] {
  const doc = new Y.Doc({ gc: false });
  const inserted = createClaims();
  const deleted = createClaims();
  // One transaction: each by itself would cost a pass over the document to tidy up after it.
  doc.transact(() => {
    Y.applyUpdate(doc, base);
    claimBase(doc, inserted, deleted);
    applyAll(
      doc,
      records.map(({ update }) => update),
    );
  });
  const steps = new Map(authors.map((author, index) => [nameOf(author), index + 1]));
  for (const { update, author } of records) {
    claimRecord(update, (author && steps.get(nameOf(author))) ?? null, inserted, deleted);
  }
  const stretches = stretchesOf(doc, inserted, deleted);
  doc.destroy();
  return authors.map((author, index) => ({ author, text: textAt(stretches, index + 1) }));
}

function nameOf({ name, email }: NonNullable<LogAuthor>): string {
  return `${name}\n${email}`;
}

function claimBase(doc: Y.Doc, inserted: Claims, deleted: Claims): void {
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) inserted.claim(client, 0, clock, BASE);
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(doc.store).clients) {
    for (const { clock, len } of ranges) deleted.claim(client, clock, clock + len, BASE);
  }
}

/** @param step null for a record of the wiki's own. */
function claimRecord(update: Uint8Array, step: number | null, inserted: Claims, deleted: Claims): void {
  const { structs, ds } = Y.decodeUpdate(update);
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    inserted.claim(client, clock, clock + struct.length, step ?? WITH_THE_ONE_BEFORE);
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) deleted.claim(client, clock, clock + len, step ?? BASE);
  }
}

/** Every character there ever was since the base, and those of the base, in the document's order. */
function stretchesOf(doc: Y.Doc, inserted: Claims, deleted: Claims): Stretch[] {
  const stretches: Stretch[] = [];
  let from = BASE;
  for (let item = doc.getText(CONTENT)._start; item !== null; item = item.right) {
    const { client, clock } = item.id;
    const end = clock + item.length;
    for (let at = clock; at < end; ) {
      const insertion = inserted.at(client, at, end);
      const deletion = item.deleted ? deleted.at(client, at, insertion.to) : { step: Infinity, to: insertion.to };
      const { step } = insertion;
      if (step !== null && step !== WITH_THE_ONE_BEFORE) from = step;
      if (item.content instanceof Y.ContentString) {
        const text = item.content.str.slice(at - clock, deletion.to - clock);
        stretches.push({ text, from, until: deletion.step ?? BASE });
      }
      at = deletion.to;
    }
  }
  return stretches;
}

function textAt(stretches: readonly Stretch[], step: number): string {
  return stretches
    .filter(({ from, until }) => from <= step && step < until)
    .map(({ text }) => text)
    .join("");
}
