/**
 * Lands the addresses that old links carry: `index.html#!PATH.md` for a page, `#Golden_Ticket` for a heading. Browsers
 * keep what is behind the hash to themselves, so the server cannot.
 */
export function landOldAddress(): void {
  const hash = decoded(location.hash.slice(1));
  if (hash.startsWith("!")) {
    const path = hash.slice(1).replace(/^\/+/, "").replace(/\.md$/, "");
    if (path !== "") location.replace(`/${path.split("/").map(encodeURIComponent).join("/")}`);
  } else if (hash !== "" && document.getElementById(hash) === null) {
    const slug = hash
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
      .replace(/^-|-$/g, "");
    if (document.getElementById(slug) !== null) location.replace(`#${encodeURIComponent(slug)}`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
