/** Settings at the top of a file, between two lines of `---`. They are neither shown nor titles. */
import { isBlank, type Line, lineAt, type Range, trimEnd } from "./lines.ts";

/** The block's range, its two `---` lines and the newline after them included, and what it sets. */
export interface FrontMatter extends Range {
  /** Its `key: value` lines, quotes taken off; no prototype, so any key is safe. Nested values are left out. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The front matter of a text, or null. A page that merely begins with a rule has none: the block must be closed, and
 * hold nothing but settings and what belongs to them (indented lines, `- ` items, `#` comments, blank lines).
 */
export function frontMatterOf(text: string): FrontMatter | null {
  const settings: Record<string, string> = Object.create(null);
  const first = lineAt(text, 0);
  if (!isFenceOf(text, first, "---")) return null;
  let count = 0;
  for (let at = first.next; at < text.length; ) {
    const line = lineAt(text, at);
    at = line.next;
    if (isFenceOf(text, line, "---") || isFenceOf(text, line, "...")) {
      return count > 0 || line.from === first.next ? { from: 0, to: line.next, settings } : null;
    }
    const setting = settingOf(text, line);
    if (setting !== null) {
      settings[setting.key] = setting.value;
      count++;
    } else if (!isBlank(text, line) && !belongsToSetting(text, line)) {
      return null;
    }
  }
  return null;
}

function isFenceOf(text: string, line: Line, fence: string): boolean {
  return text.startsWith(fence, line.from) && trimEnd(text, line) === line.from + fence.length;
}

function settingOf(text: string, line: Line): { key: string; value: string } | null {
  const source = text.slice(line.from, line.to);
  const colon = source.indexOf(":");
  const key = source.slice(0, Math.max(colon, 0));
  if (!/^[\p{L}_][\p{L}\p{N}_ .-]*$/u.test(key) || !/^(?:\s|$)/.test(source.slice(colon + 1))) return null;
  return { key: key.trim(), value: unquoted(source.slice(colon + 1).trim()) };
}

function belongsToSetting(text: string, line: Line): boolean {
  return " \t-#".includes(text.charAt(line.from));
}

function unquoted(value: string): string {
  const quote = value[0];
  const quoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return quoted ? value.slice(1, -1) : value;
}
