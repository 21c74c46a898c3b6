const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Plain text as HTML, for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Plain text as HTML with stretches of it wrapped in an element. @param spans ascending, not overlapping. */
export function marked(
  text: string,
  spans: readonly { readonly from: number; readonly to: number }[],
  element: "ins" | "del",
): string {
  let html = "";
  let at = 0;
  for (const span of spans) {
    if (span.from >= span.to) continue;
    html += escapeHtml(text.slice(at, span.from));
    html += `<${element}>${escapeHtml(text.slice(span.from, span.to))}</${element}>`;
    at = span.to;
  }
  return html + escapeHtml(text.slice(at));
}
