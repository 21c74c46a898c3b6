/**
 * What is safe already passes the sanitiser under a seal: formulas, since it lets nobody write MathML, whose parsing has
 * fooled sanitisers before, and pages shown within a page. A seal is a number between NULs, which no text of a page holds.
 */

/** A tag as our writers write it, with no `>` in an attribute; or a seal outside of one. */
const TAG_OR_SEAL = /<[^>]*>|\0(\d+)\0/g;

/** Keeps the HTML and returns what stands for it. */
export function seal(sealed: string[], html: string): string {
  return `\0${sealed.push(html) - 1}\0`;
}

/** Puts what was sealed back into text. What written HTML has drawn into an attribute is dropped. */
export function unseal(html: string, sealed: readonly string[]): string {
  if (sealed.length === 0) return html;
  return html.replace(TAG_OR_SEAL, (found, at?: string) =>
    at === undefined ? found.replaceAll("\0", "") : (sealed[Number(at)] ?? ""),
  );
}
