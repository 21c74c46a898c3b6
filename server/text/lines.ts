/**
 * Lines by their offsets. Room text is LF without BOM (see `endings.ts`), so `\n` is the only terminator.
 */

/** A half-open stretch of a text, in UTF-16 units. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One line: its text is `from` to `to`, without the terminator; the next line starts at `next`. */
export interface Line extends Range {
  /** Equal to `to` only on a last line that has no terminator. */
  readonly next: number;
}

/**
 * The text's lines. A final newline ends the last line and starts no other: the empty text has no line, `"a"` and
 * `"a\n"` have one.
 */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < text.length; ) {
    const line = lineAt(text, from);
    lines.push(line);
    from = line.next;
  }
  return lines;
}

/** As many as `linesOf` gives, without making them. */
export function lineCount(text: string): number {
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** The line that starts at `from`, which must be a line's start. */
export function lineAt(text: string, from: number): Line {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? { from, to: text.length, next: text.length } : { from, to: newline, next: newline + 1 };
}

/** Whether the line holds nothing but spaces and tabs. */
export function isBlank(text: string, line: Range): boolean {
  return skipSpace(text, line) === line.to;
}

/** Offset of the range's first character that is no space or tab; its end where there is none. */
export function skipSpace(text: string, range: Range): number {
  let at = range.from;
  while (at < range.to && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Offset after the range's last character that is no space or tab; its start where there is none. */
export function trimEnd(text: string, range: Range): number {
  let at = range.to;
  while (at > range.from && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9;
}
