/** Paints the marks of what is in view. */
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { type LineMark, linesOfNote, marksInLine } from "./marks.ts";

/** Letters of Hebrew, Arabic and the scripts beside them. A line that has some runs as its first letter does. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const OWN_DIRECTION = Decoration.line({ attributes: { dir: "auto" } });

/**
 * @param whole the editor holds a page, whose first heading is its title and no talk.
 * @param begun tells whether the text stands in a note that begins above it, where the editor does not reach.
 */
export function marksView(whole: boolean, begun: () => boolean): Extension {
  return ViewPlugin.define((view) => new Marks(view, whole, begun), { decorations: (marks) => marks.decorations });
}

class Marks {
  decorations: DecorationSet;
  readonly #whole: boolean;
  readonly #begun: () => boolean;
  #lines: ReadonlyMap<number, LineMark>;

  constructor(view: EditorView, whole: boolean, begun: () => boolean) {
    this.#whole = whole;
    this.#begun = begun;
    this.#lines = linesOfNote(view.state.sliceDoc(), whole, begun());
    this.decorations = this.#paint(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) this.#lines = linesOfNote(update.state.sliceDoc(), this.#whole, this.#begun());
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
    if (RIGHT_TO_LEFT.test(text)) builder.add(from, from, OWN_DIRECTION);
    const { name = "", text: all = "", says } = this.#lines.get(from) ?? {};
    // Words of ours are an attribute, which the sheet shows: nothing stands among what is being typed or composed.
    const attributes = says === undefined ? {} : { "data-says": says };
    if (name !== "") builder.add(from, from, Decoration.line({ class: name.trim(), attributes }));
    if (all === "")
      for (const mark of marksInLine(text, from))
        builder.add(mark.from, mark.to, Decoration.mark({ class: mark.name }));
    else if (text !== "") builder.add(from, from + text.length, Decoration.mark({ class: all }));
  }
}
