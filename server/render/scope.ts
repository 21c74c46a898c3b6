/** What one rendering knows, handed to the rules of the parser by way of markdown-it's `env`. */
import type { Env } from "markdown-it";
import type { PagePath } from "../text/page-path.ts";
import type { Preview } from "../text/previews.ts";
import { Footnotes } from "./footnotes.ts";
import { MAX_CODE_PER_PAGE, MAX_FOOTNOTES, MAX_INCLUDED, MAX_MATH_PER_PAGE } from "./limits.ts";
import type { Outline } from "./outline.ts";

/** What the renderer must be told of the wiki. */
export interface RenderContext {
  /** The page: its folder is where relative links start. */
  readonly path: PagePath;
  /** Texts of the pages it previews or includes; a missing one becomes a quiet link. */
  readonly includes: ReadonlyMap<PagePath, string>;
  /** It is for who writes: what is wrong with a formula is said behind it. Left out: for readers. */
  readonly faults?: boolean;
  /** Where its deck is cut, whatever the page says; left out, as the page says. */
  readonly cut?: "headings";
}

/** Counts a page shares with the pages it shows. */
export interface Tally {
  /** Characters of code to colour, of formulas, of footnotes and other pages to show, that are still allowed. */
  code: number;
  math: number;
  footnotes: number;
  included: number;
  /** Speaker notes shown so far. */
  notes: number;
}

export interface Scope {
  readonly context: RenderContext;
  readonly outline: Outline;
  readonly tally: Tally;
  /** A deck: line ends are no breaks, and `.element:` comments count. */
  readonly deck: boolean;
  /** Inside a preview or an include, which show no further pages. */
  readonly nested: boolean;
  /** The page that a preview or an include asks for, as sanitised HTML. */
  readonly show: (preview: Preview, host: Scope) => string;
}

export interface RenderEnv extends Env {
  readonly scope: Scope;
  readonly references: NonNullable<Env["references"]>;
  readonly footnotes: Footnotes;
  /** What is sealed in the fragment being written; see `seals.ts`. */
  readonly sealed: string[];
}

export function newTally(): Tally {
  return {
    code: MAX_CODE_PER_PAGE,
    math: MAX_MATH_PER_PAGE,
    footnotes: MAX_FOOTNOTES,
    included: MAX_INCLUDED,
    notes: 0,
  };
}

/** An environment whose definitions have no prototype, so that any label is only what it is. */
export function newEnv(scope: Scope): RenderEnv {
  return { scope, references: Object.create(null), footnotes: new Footnotes(), sealed: [] };
}

/** The scope of the rendering a rule runs in. */
export function scopeOf(env: Env | undefined): Scope {
  return (env as RenderEnv).scope;
}

/** The footnotes of the rendering a rule runs in. */
export function footnotesOf(env: Env | undefined): Footnotes {
  return (env as RenderEnv).footnotes;
}

/** What is sealed in the fragment a rule writes. */
export function sealedOf(env: Env | undefined): string[] {
  return (env as RenderEnv).sealed;
}
