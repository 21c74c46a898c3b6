/** The footnotes of one rendering: what is defined, and what was referred to and waits to be shown. */
import { slugOf } from "../text/page-path.ts";
import type { Outline } from "./outline.ts";

/** A footnote that the text refers to. */
export interface Footnote {
  /** From 1, in the order of the references. */
  readonly number: number;
  /** Where a reference leads. */
  readonly id: string;
  /** Where the first reference stands, for the way back. */
  readonly backId: string;
  /** Its markdown. */
  readonly source: string;
}

/** A footnote as one reference meets it. */
export interface Reference {
  readonly footnote: Footnote;
  /** The first to it since numbers began. */
  readonly first: boolean;
}

export class Footnotes {
  /** Markdown by label. A map: a label may be any name, `constructor` too. */
  readonly #defined = new Map<string, string>();
  readonly #shown = new Map<string, Footnote>();
  #waiting: Footnote[] = [];

  /** Takes in a definition. The first one of a label counts. */
  define(label: string, source: string): void {
    const name = nameOf(label);
    if (!this.#defined.has(name)) this.#defined.set(name, source);
  }

  isDefined(label: string): boolean {
    return this.#defined.has(nameOf(label));
  }

  /** How long its text is if it is not among those shown already, else 0. */
  cost(label: string): number {
    const name = nameOf(label);
    return this.#shown.has(name) ? 0 : (this.#defined.get(name)?.length ?? 0);
  }

  /** Counts a reference; null where nothing is defined. */
  refer(label: string, outline: Outline): Reference | null {
    const name = nameOf(label);
    const shown = this.#shown.get(name);
    if (shown !== undefined) return { footnote: shown, first: false };
    const source = this.#defined.get(name);
    if (source === undefined) return null;
    const slug = slugOf(label);
    const ids = { id: outline.unique(`fn-${slug}`), backId: outline.unique(`fnref-${slug}`) };
    const footnote = { ...ids, number: this.#shown.size + 1, source };
    this.#shown.set(name, footnote);
    this.#waiting.push(footnote);
    return { footnote, first: true };
  }

  /** Those referred to since the last call, each once. */
  take(): readonly Footnote[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** Numbers begin again, and what was shown is shown again where it is referred to: on the next slide. */
  restart(): void {
    this.#shown.clear();
  }
}

/** As with links, the case of a label does not matter. */
function nameOf(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase();
}
