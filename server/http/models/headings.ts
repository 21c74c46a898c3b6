/** A heading of ours that has an id, up to its end. Angle brackets in attributes are escaped, and headings hold no headings. */
const HEADING = /<h([1-6]) id="([^"]+)"[^>]*>.*?(?=<\/h\1>)/gs;

/** The rendered HTML with a way to each of its headings that a link can lead to. The browser copies it when it is followed. */
export function linkedHeadings(html: string): string {
  return html.replace(
    HEADING,
    (heading, _level: string, id: string) =>
      `${heading}<a class="mark" href="#${id}" data-link aria-label="Link to this heading"></a>`,
  );
}
