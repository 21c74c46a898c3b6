/** Titles without their markdown: what a list of talks, a commit message or a browser's tab can show. */

/** A longer stretch is left as it is written: no title is, and the work stays bounded. */
const LONGEST = 400;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/**
 * The inline markdown's words: links give their label, code its text, pictures their description, emphasis and tags
 * vanish. Underscores inside words and unpaired ones stay (`@dyn__`, `__ck0n3`). White space becomes single spaces.
 */
export function plainText(markdown: string): string {
  const source = markdown.slice(0, LONGEST);
  const words = new Inline(source).words() + markdown.slice(LONGEST);
  return words.replace(/\s+/g, " ").trim();
}

/** One pass over a short piece of inline markdown. Openers are kept as places in `out` and blanked when they pair. */
class Inline {
  readonly #source: string;
  readonly #out: string[] = [];
  readonly #openers = new Map<string, number[]>();
  /** Where open brackets stand in `out`: a picture's with its `!`. */
  readonly #brackets: { readonly at: number; readonly length: number }[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  words(): string {
    while (this.#at < this.#source.length) this.#step(this.#source.charAt(this.#at));
    return this.#out.join("");
  }

  #step(character: string): void {
    if (character === "\\") this.#escape();
    else if (character === "`") this.#code();
    else if (character === "<") this.#tag();
    else if (character === "&") this.#entity();
    else if (character === "[") this.#openBracket("[");
    else if (this.#source.startsWith("![", this.#at)) this.#openBracket("![");
    else if (character === "]") this.#closeBracket();
    else if (character === "*" || character === "_" || character === "~") this.#emphasis(character);
    else this.#put(character, 1);
  }

  #put(words: string, length: number): void {
    this.#out.push(words);
    this.#at += length;
  }

  #escape(): void {
    const next = this.#source.charAt(this.#at + 1);
    if (/[!-/:-@[-`{-~]/.test(next)) this.#put(next, 2);
    else this.#put("\\", 1);
  }

  #code(): void {
    const fence = this.#run("`");
    const from = this.#at + fence.length;
    let to = this.#source.indexOf(fence, from);
    while (to >= 0 && this.#source[to + fence.length] === "`") {
      while (this.#source[to] === "`") to++;
      to = this.#source.indexOf(fence, to);
    }
    if (to < 0) this.#put(fence, fence.length);
    else this.#put(this.#source.slice(from, to), to + fence.length - this.#at);
  }

  #tag(): void {
    const to = this.#source.indexOf(">", this.#at);
    const inside = this.#source.slice(this.#at + 1, Math.max(to, this.#at + 1));
    if (to < 0 || !/^[a-z/!]/i.test(inside)) this.#put("<", 1);
    else if (isAutolink(inside)) this.#put(inside, inside.length + 2);
    else this.#at = to + 1;
  }

  #entity(): void {
    const match = /^&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/i.exec(this.#source.slice(this.#at, this.#at + 10));
    const named = ENTITIES[match?.[3]?.toLowerCase() ?? ""];
    const code = match?.[1] === undefined ? Number.parseInt(match?.[2] ?? "0", 16) : Number(match[1]);
    const character =
      code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "";
    this.#put(named ?? (character || "&"), match !== null && (named ?? character) !== "" ? match[0].length : 1);
  }

  #openBracket(opening: string): void {
    this.#brackets.push({ at: this.#out.length, length: opening.length });
    this.#out.push(...opening);
    this.#at += opening.length;
  }

  #closeBracket(): void {
    const opening = this.#brackets.pop();
    const to = opening === undefined ? -1 : this.#destinationEnd();
    if (opening === undefined || to < 0) {
      this.#put("]", 1);
      return;
    }
    this.#out.fill("", opening.at, opening.at + opening.length);
    this.#at = to + 1;
  }

  /** End of the `(…)` or `[…]` after a label, which may hold one pair of parentheses; -1 where there is none. */
  #destinationEnd(): number {
    const opens = this.#source.charAt(this.#at + 1);
    if (opens === "[") return this.#source.indexOf("]", this.#at + 2);
    if (opens !== "(") return -1;
    const end = this.#source.indexOf(")", this.#at + 2);
    const inner = this.#source.slice(this.#at + 2, Math.max(end, 0)).includes("(");
    const outer = inner ? this.#source.indexOf(")", end + 1) : -1;
    return outer < 0 ? end : outer;
  }

  #emphasis(character: string): void {
    const run = this.#run(character);
    const before = this.#source.charAt(this.#at - 1);
    const after = this.#source.charAt(this.#at + run.length);
    const inWord = character === "_" && isWord(before) && isWord(after);
    const canClose = /\S/.test(before) && !inWord && !(character === "_" && isWord(after));
    const canOpen = /\S/.test(after) && !inWord && !(character === "_" && isWord(before));
    const openers = this.#openers.get(run) ?? [];
    const opener = canClose ? openers.pop() : undefined;
    if (opener !== undefined) {
      this.#out[opener] = "";
      this.#at += run.length;
      return;
    }
    if (canOpen && (character !== "~" || run.length === 2)) openers.push(this.#out.length);
    this.#openers.set(run, openers);
    this.#put(run, run.length);
  }

  #run(character: string): string {
    let end = this.#at;
    while (this.#source[end] === character) end++;
    return this.#source.slice(this.#at, end);
  }
}

/** What stands between angle brackets is an address, not a tag. */
function isAutolink(inside: string): boolean {
  return !/\s/.test(inside) && (inside.includes("@") || /^[a-z][a-z0-9+.-]+:/i.test(inside));
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
