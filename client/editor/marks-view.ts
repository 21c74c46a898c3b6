/** Paints the marks of what is in view. */
import { type ChangeDesc, type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Cut } from "../../server/text/deck-settings.ts";
import { type LineMark, linesOfNote, marksInLine } from "./marks.ts";
import { whenIdle } from "./when-idle.ts";

/** Letters of Hebrew, Arabic and the scripts beside them. A line that has some runs as its first letter does. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const OWN_DIRECTION = Decoration.line({ attributes: { dir: "auto" } });

/** Characters of a page that are read at each key, in 2 ms or so. A longer page is read when the writer pauses. */
const READ_AT_ONCE = 60_000;

/** What the marks of a text depend on beside it. */
export interface Reading {
  /** The editor holds a page, whose first heading is its title and no talk. */
  readonly whole: boolean;
  /** Whether the text stands in a note that begins above it, where the editor does not reach. */
  begun(): boolean;
  /** Where the deck of a talk's page is cut; undefined for a page, which says it itself. */
  cut(): Cut | undefined;
  /** Characters of the page, all of which are read. */
  length(): number;
}

export function marksView(reading: Reading): Extension {
  return ViewPlugin.define((view) => new Marks(view, reading), {
    decorations: (marks) => marks.decorations,
  });
}

class Marks {
  decorations: DecorationSet;
  readonly #reading: Reading;
  readonly #later: ReturnType<typeof whenIdle>;
  #lines: ReadonlyMap<number, LineMark>;
  /** What has changed since the lines were read, backwards; null where nothing has. */
  #since: ChangeDesc | null = null;

  constructor(view: EditorView, reading: Reading) {
    this.#reading = reading;
    this.#later = whenIdle(() => this.#readNow(view));
    this.#lines = this.#read(view);
    this.decorations = this.#paint(view);
  }

  update({ docChanged, viewportChanged, changes, view }: ViewUpdate): void {
    if (docChanged && this.#reading.length() <= READ_AT_ONCE) this.#lines = this.#read(view);
    else if (docChanged) {
      const back = changes.invertedDesc;
      this.#since = this.#since === null ? back : back.composeDesc(this.#since);
      this.#later.ask();
    }
    if (docChanged || viewportChanged) this.decorations = this.#paint(view);
  }

  destroy(): void {
    this.#later.drop();
  }

  #read(view: EditorView): ReadonlyMap<number, LineMark> {
    this.#later.drop();
    this.#since = null;
    const { whole } = this.#reading;
    return linesOfNote(view.state.sliceDoc(), whole, this.#reading.begun(), this.#reading.cut());
  }

  /** An empty transaction is how a view is told that there is something else to show; a word being composed is let be. */
  #readNow(view: EditorView): void {
    if (view.composing) {
      this.#later.ask();
      return;
    }
    this.#lines = this.#read(view);
    this.decorations = this.#paint(view);
    view.dispatch({});
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
    const { name = "", text: all = "", says } = this.#lines.get(this.#since?.mapPos(from, -1) ?? from) ?? {};
    // Words of ours are an attribute, which the sheet shows: nothing stands among what is being typed or composed.
    const attributes = says === undefined ? {} : { "data-says": says };
    if (name !== "") builder.add(from, from, Decoration.line({ class: name.trim(), attributes }));
    if (all === "")
      for (const mark of marksInLine(text, from))
        builder.add(mark.from, mark.to, Decoration.mark({ class: mark.name }));
    else if (text !== "") builder.add(from, from + text.length, Decoration.mark({ class: all }));
  }
}
