/** What pages and the frame that draws say to each other. */

/** Characters of a source; a longer one stays text. */
export const longest = 20_000;

/** Colours as CSS has them in hexadecimal or as a function, and a list of fonts. */
export interface Look {
  readonly dark: boolean;
  readonly fonts: string;
  readonly ink: string;
  readonly faint: string;
  readonly edge: string;
  readonly paper: string;
  readonly ground: string;
  readonly wash: string;
}

export interface Asked {
  readonly id: number;
  readonly source: string;
  readonly look: Look;
}

/** A drawing, its size in CSS pixels; or none, where the source could not be read, and what a writer is told of it. */
export type Drawn =
  | { readonly svg: string; readonly width: number; readonly height: number }
  | { readonly svg: null; readonly fault: string };

export type Told = { readonly ready: true } | (Drawn & { readonly id: number });
