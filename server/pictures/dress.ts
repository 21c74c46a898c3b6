import { WIDTHS } from "./copies.ts";
import type { PictureSize } from "./decoding.ts";

/** Where pictures are shown, and so how. */
export interface Dress {
  /** The size of the wiki's own picture at this address, which is from the site's root; null for any other. */
  readonly size: (address: string) => Promise<PictureSize | null>;
  /** How wide a picture is shown at most, as the attribute `sizes` says it. */
  readonly sizes: string;
  /** Each leads to its file. */
  readonly linked: boolean;
}

/** What of a page matters here: where links begin and end, and pictures. Angle brackets in attributes are escaped. */
const PARTS = /<a\b|<\/a>|<img\b[^>]*>/g;

/**
 * HTML of ours with its pictures' sizes in it, so that nothing moves when they come, and with smaller copies to choose from.
 * Pictures that are not the wiki's own stay as they are. Linear in the HTML.
 */
export async function dressed(html: string, dress: Dress): Promise<string> {
  const found = [...html.matchAll(PARTS)];
  const tags = found.filter(([tag]) => tag.startsWith("<img"));
  if (tags.length === 0) return html;
  const sizes = new Map<string, PictureSize | null>();
  await Promise.all(
    [...new Set(tags.map(([tag]) => addressIn(tag)))].map(async (address) => {
      if (address !== "") sizes.set(address, await dress.size(address));
    }),
  );
  let linked = false;
  return html.replace(PARTS, (tag) => {
    if (!tag.startsWith("<img")) {
      linked = tag !== "</a>";
      return tag;
    }
    const size = sizes.get(addressIn(tag)) ?? null;
    return size === null ? tag : picture(tag, size, { ...dress, linked: dress.linked && !linked });
  });
}

function picture(tag: string, size: PictureSize, { sizes, linked }: Dress): string {
  const src = attribute(tag, "src");
  const narrower = WIDTHS.filter((width) => width < size.width);
  let added = "";
  if (!/ (?:width|height)="/.test(tag)) added += ` width="${size.width}" height="${size.height}"`;
  if (narrower.length > 0 && !/[?#]/.test(src)) {
    const copies = narrower.map((width) => `${src}?w=${width} ${width}w`);
    added += ` srcset="${[...copies, `${src} ${size.width}w`].join(", ")}" sizes="${sizes}"`;
  }
  const image = tag.replace(/\s*\/?>$/, `${added}>`);
  if (!linked) return image;
  const name = attribute(tag, "alt").trim() === "" ? ' aria-label="Picture"' : "";
  return `<a class="picture" href="${src}"${name}>${image}</a>`;
}

/** As it stands in the HTML; "" where it is not there. */
function attribute(tag: string, name: "src" | "alt"): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

function addressIn(tag: string): string {
  return attribute(tag, "src").replace(/&(?:amp|#38|#x26);/g, "&");
}
