/** Paints the marks of what is in view. */
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { type LineMark, linesOfNote, marksInLine } from "./marks.ts";

/** @param whole the editor holds a page, whose first heading is its title and no talk. */
export function marksView(whole: boolean): Extension {
  return ViewPlugin.define((view) => new Marks(view, whole), { decorations: (marks) => marks.decorations });
}

class Marks {
  decorations: DecorationSet;
  readonly #whole: boolean;
  #lines: ReadonlyMap<number, LineMark>;

  constructor(view: EditorView, whole: boolean) {
    this.#whole = whole;
    this.#lines = linesOfNote(view.state.sliceDoc(), whole);
    this.decorations = this.#paint(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) this.#lines = linesOfNote(update.state.sliceDoc(), this.#whole);
    if (update.docChanged || update.viewportChanged) this.decorations = this.#paint(update.view);
  }

  #paint(view: EditorView): DecorationSet {
    const builder = new RangeSetBuilder<Decoration>();
    for (const { from, to } of view.visibleRanges) {
      for (let at = from; at <= to; ) {
        const line = view.state.doc.lineAt(at);
        this.#paintLine(builder, line.from, line.text);
        at = line.to + 1;
      }
    }
    return builder.finish();
  }

  #paintLine(builder: RangeSetBuilder<Decoration>, from: number, text: string): void {
    const { name = "", text: all = "" } = this.#lines.get(from) ?? {};
    if (name !== "") builder.add(from, from, Decoration.line({ class: name }));
    if (all === "")
      for (const mark of marksInLine(text, from))
        builder.add(mark.from, mark.to, Decoration.mark({ class: mark.name }));
    else if (text !== "") builder.add(from, from + text.length, Decoration.mark({ class: all }));
  }
}
