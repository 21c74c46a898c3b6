/** What one rendering knows, handed to the rules of the parser by way of markdown-it's `env`. */
import type { Env } from "markdown-it";
import type { PagePath } from "../text/page-path.ts";
import { MAX_CODE_PER_PAGE, MAX_INCLUDED } from "./limits.ts";
import type { Outline } from "./outline.ts";

/** What the renderer must be told of the wiki. */
export interface RenderContext {
  /** The page: its folder is where relative links start. */
  readonly path: PagePath;
  /** Texts of the pages it previews or includes; a missing one becomes a quiet link. */
  readonly includes: ReadonlyMap<PagePath, string>;
}

/** What is still allowed of the limits a page shares with the pages it shows. */
export interface Budget {
  code: number;
  included: number;
}

export interface Scope {
  readonly context: RenderContext;
  readonly outline: Outline;
  readonly budget: Budget;
  /** A deck: line ends are no breaks, and `.element:` comments count. */
  readonly deck: boolean;
  /** Inside a preview or an include, which show no further pages. */
  readonly nested: boolean;
}

export interface RenderEnv extends Env {
  readonly scope: Scope;
  readonly references: NonNullable<Env["references"]>;
}

export function newBudget(): Budget {
  return { code: MAX_CODE_PER_PAGE, included: MAX_INCLUDED };
}

/** An environment whose definitions have no prototype, so that any label is only what it is. */
export function newEnv(scope: Scope): RenderEnv {
  return { scope, references: Object.create(null) };
}

/** The scope of the rendering a rule runs in. */
export function scopeOf(env: Env | undefined): Scope {
  return (env as RenderEnv).scope;
}
