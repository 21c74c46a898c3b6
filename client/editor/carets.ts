/** Draws the others' carets and selections into an editor. A name stands in the margin beside its caret's line. */
import { type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { initialsOf, shortNameOf } from "../../server/text/names.ts";
import { colourOf, type Person } from "../people/person.ts";
import type { Peer } from "./presence.ts";
import type { Span } from "./talk-range.ts";

/** Somebody's selection in the editor's own offsets. */
interface Drawn {
  readonly person: Person;
  readonly from: number;
  readonly to: number;
  /** Null where the caret itself is outside the editor's text. */
  readonly head: number | null;
  readonly typing: boolean;
}

const draw = StateEffect.define<readonly Drawn[]>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(draw))
        return decorations(effect.value, transaction.newDoc.length, (at) => transaction.newDoc.lineAt(at));
    }
    return set.map(transaction.changes);
  },
  provide: (self) => EditorView.decorations.from(self),
});

/** What an editor needs so that `showPeers` can draw into it. */
export function caretLayer(): Extension {
  return field;
}

/** Draws everybody whose selection touches the range that the editor holds. */
export function showPeers(view: EditorView, range: Span, peers: readonly Peer[]): void {
  const drawn = peers.flatMap(({ person, selection, typing }): Drawn[] => {
    if (selection === null) return [];
    const from = Math.max(Math.min(selection.anchor, selection.head), range.from);
    const to = Math.min(Math.max(selection.anchor, selection.head), range.to);
    if (from > to) return [];
    const inside = selection.head >= range.from && selection.head <= range.to;
    return [
      {
        person,
        from: from - range.from,
        to: to - range.from,
        head: inside ? selection.head - range.from : null,
        typing,
      },
    ];
  });
  view.dispatch({ effects: draw.of(drawn) });
}

function decorations(
  drawn: readonly Drawn[],
  length: number,
  lineAt: (at: number) => { readonly from: number; readonly to: number },
): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const onLine = new Map<number, number>();
  const heads = drawn.filter(({ head }) => head !== null && head <= length);
  for (const { head } of heads) {
    const line = lineAt(head ?? 0).from;
    onLine.set(line, (onLine.get(line) ?? 0) + 1);
  }
  const placed = new Map<number, number>();
  for (const { person, from, to, head, typing } of drawn) {
    if (from < to && to <= length) ranges.push(selectionOf(person).range(from, to));
    if (head === null || head > length) continue;
    const line = lineAt(head);
    const place = (placed.get(line.from) ?? 0) + 1;
    placed.set(line.from, place);
    const widget = new Caret(person, typing, head === line.to, place, onLine.get(line.from) ?? 1);
    ranges.push(Decoration.widget({ widget, side: 1 }).range(head));
  }
  return Decoration.set(ranges, true);
}

function selectionOf(person: Person): Decoration {
  return Decoration.mark({ class: ["sel", ...colourOf(person)].join(" ") });
}

class Caret extends WidgetType {
  readonly #person: Person;
  readonly #typing: boolean;
  readonly #end: boolean;
  readonly #place: number;
  readonly #of: number;

  constructor(person: Person, typing: boolean, end: boolean, place: number, of: number) {
    super();
    this.#person = person;
    this.#typing = typing;
    this.#end = end;
    this.#place = place;
    this.#of = of;
  }

  override eq(other: Caret): boolean {
    return this.#key() === other.#key();
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "cur";
    caret.classList.add(...colourOf(this.#person));
    caret.classList.toggle("cur--on", this.#typing);
    caret.classList.toggle("cur--end", this.#end);
    // Several on one line share its margin.
    if (this.#of > 1) caret.classList.add("cur--few", `cur--${Math.min(this.#place, 3)}`);
    caret.ariaHidden = "true";
    const name = document.createElement("b");
    name.textContent = this.#of > 1 ? initialsOf(this.#person.name) : shortNameOf(this.#person.name);
    caret.append(name);
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  #key(): string {
    const { name, slot, again } = this.#person;
    return [name, slot, again, this.#typing, this.#end, this.#place, this.#of].join("\n");
  }
}
