/** What the notes' markdown has within a line beyond CommonMark and GFM: handles, and old gimmicks that show nothing. */
import type { MarkdownIt, StateInline } from "markdown-it";

/** `@dyn__`, `@tophj-ibm`, `@ann.example`, `@ann@social.example`; not the `@` of an address, a path or a package. */
const HANDLE = /@[\p{L}\p{N}_][\p{L}\p{N}_-]{0,39}(?:[.@][\p{L}\p{N}_-]{1,63}){0,4}(?<!-)(?![@/\p{L}\p{N}])/uy;

/** What may stand right before a handle. */
const BEFORE_HANDLE = /[\s([{"'“‘,;:&+*~>|–—-]/u;

/** `[gimmick:name](arguments)`; the arguments are never looked at. */
const GIMMICK = /\[gimmick:[^[\]\n]{0,200}\](?:[ \t]?\((?:[^()\n]|\([^()\n]{0,500}\)){0,500}\))?/iy;

export function addInlineRules(md: MarkdownIt): void {
  md.inline.ruler.before("link", "handle", handle);
  md.inline.ruler.before("link", "gimmick", gimmick);
}

/** A handle is one word: nothing in it is emphasis. */
function handle(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== "@") return false;
  const before = state.src.charAt(state.pos - 1);
  const name = state.pos === 0 || BEFORE_HANDLE.test(before) ? matchAt(HANDLE, state) : null;
  if (name === null) return false;
  if (!silent) {
    state.push("handle_open", "span", 1).attrSet("class", "handle");
    state.push("text", "", 0).content = name;
    state.push("handle_close", "span", -1);
  }
  state.pos += name.length;
  return true;
}

function gimmick(state: StateInline, _silent: boolean): boolean {
  const source = state.src[state.pos] === "[" ? matchAt(GIMMICK, state) : null;
  if (source === null) return false;
  state.pos += source.length;
  return true;
}

/** What the sticky expression matches where the state stands; never beyond what the state may read. */
function matchAt(expression: RegExp, state: StateInline): string | null {
  expression.lastIndex = state.pos;
  const found = expression.exec(state.src)?.[0] ?? null;
  return found !== null && state.pos + found.length <= state.posMax ? found : null;
}
