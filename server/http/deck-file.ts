import { createHash } from "node:crypto";
import { promises as disk } from "node:fs";
import { basename, join } from "node:path";
import { parseFilePath } from "../text/page-path.ts";
import type { Wiki } from "../wiki/wiki.ts";
import { decoded } from "./address.ts";
import { fileType } from "./files.ts";

/** What the pictures in one file may weigh, in bytes. */
const MOST_BYTES = 24 * 1024 * 1024;

/** One picture. */
const LARGEST_BYTES = 8 * 1024 * 1024;

/**
 * Style and script inside the page, with a policy that lets run just these, and nothing be asked of any network.
 *
 * @param sheet address of the deck's built sheet, as the views have it; `script` likewise.
 */
export async function fileHead(built: string, sheet: string, script: string): Promise<string> {
  const read = async (address: string): Promise<string> => {
    const source = await disk.readFile(join(built, "client", basename(address)), "utf8");
    return source.replace(/\n?(?:\/\/# |\/\*# )sourceMappingURL=\S+(?: \*\/)?\s*$/, "");
  };
  // What would end the element is written otherwise, and means the same.
  const style = (await read(sheet)).replaceAll("</style", "<\\/style");
  const code = (await read(script)).replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3c!--");
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(code)}`,
    `style-src ${sourceOf(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<style>${style}</style>`,
    `<script type="module">${code}</script>`,
  ].join("\n");
}

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Makes the pieces of one file stand alone. */
export interface Inliner {
  /** HTML as the renderer made it, with the pictures in it and links that lead to the wiki. */
  html(html: string): Promise<string>;
  /** A picture as a `data:` address; null for one that is left out. */
  picture(address: string): Promise<string | null>;
  /** Addresses of what is not in the file. */
  leftOut(): readonly string[];
}

/**
 * The wiki's own pictures go into the file. One from elsewhere, one that is too large, and one that is no more is left out,
 * and so are sound and film. The promises reject where the wiki cannot be read.
 *
 * @param origin the wiki's, without a slash at the end.
 */
export function createInliner(wiki: Pick<Wiki, "file">, origin: string): Inliner {
  const pictures = new Map<string, string | null>();
  const missing = new Set<string>();
  let weight = 0;

  async function picture(address: string): Promise<string | null> {
    const known = pictures.get(address);
    if (known !== undefined) return known;
    const found = await read(address);
    pictures.set(address, found);
    if (found === null) missing.add(address);
    return found;
  }

  async function read(address: string): Promise<string | null> {
    if (!address.startsWith("/") || address.startsWith("//")) return null;
    const path = parseFilePath(decoded(address.replace(/[?#].*$/, "").slice(1)) ?? "");
    const file = path === null ? null : await wiki.file(path);
    const { type } = fileType(path ?? "");
    if (file === null || !type.startsWith("image/") || file.bytes.length > LARGEST_BYTES) return null;
    if (weight + file.bytes.length > MOST_BYTES) return null;
    weight += file.bytes.length;
    return `data:${type};base64,${Buffer.from(file.bytes).toString("base64")}`;
  }

  async function tagAlone(tag: string): Promise<string> {
    const address = unescaped(/\ssrc="([^"]*)"/.exec(tag)?.[1] ?? "");
    if (/^<(?:video|audio|source)\b/i.test(tag) && address !== "") missing.add(address);
    if (!/^<img\b/i.test(tag) || address.startsWith("data:image/")) return linkedTo(tag, origin);
    const data = await picture(address);
    if (data !== null) return tag.replace(/\ssrcset="[^"]*"/, "").replace(/\ssrc="[^"]*"/, () => ` src="${data}"`);
    return `<em>[${/\salt="([^"]+)"/.exec(tag)?.[1] ?? "a picture"}]</em>`;
  }

  return {
    async html(html) {
      const parts: string[] = [];
      let from = 0;
      for (const match of html.matchAll(/<[a-z][^>]*>/gi)) {
        parts.push(html.slice(from, match.index), await tagAlone(match[0]));
        from = match.index + match[0].length;
      }
      return [...parts, html.slice(from)].join("");
    },
    picture,
    leftOut: () => [...missing],
  };
}

/** A tag whose links within the wiki begin with the wiki's own address. */
function linkedTo(tag: string, origin: string): string {
  return tag.replaceAll(/(\s(?:href|src|poster)=")\/(?!\/)/g, (_, before: string) => `${before}${origin}/`);
}

/** What is not in the file, in one line; "" where all is. */
export function leftOutLine(addresses: readonly string[]): string {
  if (addresses.length === 0) return "";
  const names = addresses.slice(0, 3).map((address) => decoded(address.split("/").at(-1) ?? "") || address);
  const more = addresses.length > names.length ? ` and ${addresses.length - names.length} more` : "";
  return `Not in this file: ${names.join(", ")}${more}`;
}

function unescaped(html: string): string {
  return html.replaceAll("&quot;", '"').replaceAll("&#x3D;", "=").replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
