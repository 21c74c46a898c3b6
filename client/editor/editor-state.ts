/** What an editor's state needs so that every change it makes fits the room. Needs no DOM. */
import { EditorState, type Extension, type Transaction, type TransactionSpec } from "@codemirror/state";
import { fromRoom } from "./talk-binding.ts";
import { editsOfChanges, isBroken, wholeEdit } from "./whole-text.ts";

/** Only `\n` ends a line, so that offsets are the room's; carriage returns and half characters never get in. */
export function roomTextOnly(): Extension {
  return [EditorState.lineSeparator.of("\n"), EditorState.transactionFilter.of(repair)];
}

function repair(transaction: Transaction): Transaction | TransactionSpec {
  if (!transaction.docChanged || transaction.annotation(fromRoom) === true) return transaction;
  const { doc } = transaction.startState;
  const slice = (from: number, to: number) => doc.sliceString(from, to, "\n");
  const edits = editsOfChanges(transaction.changes, 0);
  if (!edits.some((edit) => isBroken(edit, slice))) return transaction;
  const whole = edits.map((edit) => wholeEdit(edit, slice));
  let caret = 0;
  let shift = 0;
  for (const { from, to, insert } of whole) {
    caret = from + shift + insert.length;
    shift += insert.length - (to - from);
  }
  return {
    changes: whole.map(({ from, to, insert }) => ({ from, to, insert: transaction.startState.toText(insert) })),
    selection: { anchor: caret },
    scrollIntoView: transaction.scrollIntoView,
    effects: transaction.effects,
  };
}
