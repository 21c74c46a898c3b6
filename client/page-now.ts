/** The page's HTML as it is now; null where it cannot be had. */
export async function pageNow(): Promise<string | null> {
  try {
    const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    return response.ok ? await response.text() : null;
  } catch {
    // No network: the stream will say when it is back.
    return null;
  }
}

/** A page's path as it stands behind `/-/…/`. @param path with its ".md". */
export function placeOf(path: string): string {
  return path.replace(/\.md$/, "").split("/").map(encodeURIComponent).join("/");
}
