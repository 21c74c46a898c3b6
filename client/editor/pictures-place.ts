/** Where pictures that are on their way will stand: a mark in this window only, which keeps its place while everybody types. */
import { Annotation, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

/** A mark may stand on the line below its place, and should be seen: CSS pixels. */
const ROOM = 60;

interface Slot {
  readonly id: number;
  readonly at: number;
  /** "Sending stage.jpg, 1 of 3" */
  readonly words: string;
}

/** Puts a slot there, or says something else in it. */
const show = StateEffect.define<{ readonly id: number; readonly at: number | null; readonly words: string }>();
const remove = StateEffect.define<number>();
/** On a transaction that puts in what a slot was kept for. */
const landing = Annotation.define<number>();

const slots = StateField.define<readonly Slot[]>({
  create: () => [],
  update(before, transaction) {
    const landed = transaction.annotation(landing);
    let now = before.map((slot) => {
      // What is typed at a slot stands behind it; what lands before a later slot, or in this one, stands before it.
      const side = landed !== undefined && slot.id >= landed ? 1 : -1;
      return transaction.docChanged ? { ...slot, at: transaction.changes.mapPos(slot.at, side) } : slot;
    });
    for (const effect of transaction.effects) {
      if (effect.is(remove)) now = now.filter(({ id }) => id !== effect.value);
      if (!effect.is(show)) continue;
      const { id, at, words } = effect.value;
      const old = now.find((slot) => slot.id === id);
      const place = at ?? old?.at;
      if (place !== undefined) now = [...now.filter((slot) => slot !== old), { id, at: place, words }];
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field, decorations),
});

function decorations(shown: readonly Slot[]): DecorationSet {
  const marks = shown.map(({ at, id, words }) => Decoration.widget({ widget: new Mark(words), side: id }).range(at));
  return Decoration.set(marks, true);
}

class Mark extends WidgetType {
  readonly words: string;

  constructor(words: string) {
    super();
    this.words = words;
  }

  override eq(other: Mark): boolean {
    return other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement("span");
    mark.className = "sending";
    mark.textContent = this.words;
    return mark;
  }
}

/** Keeps a place in an editor. @param id larger than those of all slots before. */
export function openSlot(view: EditorView, slot: Slot): void {
  const known = view.state.field(slots, false) !== undefined;
  const first = known ? [] : [StateEffect.appendConfig.of(slots)];
  const effects = [...first, show.of(slot), EditorView.scrollIntoView(slot.at, { yMargin: ROOM })];
  view.dispatch({ effects });
}

/** Says something else in it. Does nothing where the editor has no such slot. */
export function sayInSlot(view: EditorView, id: number, words: string): void {
  if (placeOf(view, id) !== null) view.dispatch({ effects: show.of({ id, at: null, words }) });
}

export function closeSlot(view: EditorView, id: number): void {
  if (placeOf(view, id) !== null) view.dispatch({ effects: remove.of(id) });
}

/** Where the slot is now; null where this editor does not have it. */
export function placeOf(view: EditorView, id: number): number | null {
  return view.state.field(slots, false)?.find((slot) => slot.id === id)?.at ?? null;
}

/** Puts text in before the slot, which stays open for more. The caret goes behind it where it stood there. */
export function fillSlot(view: EditorView, id: number, text: (before: string) => string): void {
  const at = placeOf(view, id);
  if (at === null) return;
  const insert = text(view.state.sliceDoc(view.state.doc.lineAt(at).from, at));
  const { main } = view.state.selection;
  const atCaret = main.empty && main.head === at;
  view.dispatch({
    changes: { from: at, insert },
    ...(atCaret ? { selection: { anchor: at + insert.length } } : {}),
    annotations: landing.of(id),
    userEvent: "input.paste",
  });
}
