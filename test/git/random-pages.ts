import type { Random } from "../kit/random.ts";

export const PAGES = ["a.md", "ü c.md", "events/x.md", "events/2016/x.md", "events/2016/y.md"];

/** A line, and where it belongs: lines that are `ordered` stand by this number wherever they stand. */
interface Line {
  readonly place: number;
  readonly text: string;
}

type Page = readonly Line[];

/**
 * What `git fast-import` makes a history of pages of: lines come, go and change, ends of lines too, also that of the last
 * one; pages are renamed, with a change or without, put back to an older text and removed; branches are merged line by
 * line, and some merges change something of their own. Each commit is kept as `refs/marks/NUMBER`; the last is `main`.
 *
 * @param ordered no line stands twice in a page, and what two versions have in common stands in the same order in
 *   both: there is only one smallest difference between them. Else lines are also repeated and moved.
 */
export function randomPages(random: Random, { length, ordered }: { length: number; ordered: boolean }): string {
  const trees: Map<string, Page>[] = [];
  const out: string[] = [];
  let made = 0;

  const fresh = (): Line => {
    made += 1;
    const text =
      ordered || random.chance(0.7) ? `a line of its own, number ${made}` : random.pick(["", "- ", "---", "x"]);
    return { place: random.int(2 ** 30), text: `${text}\n` };
  };
  const inOrder = (page: Page): Page =>
    ordered ? [...new Map(page.map((line) => [line.text, line])).values()].sort(byPlace) : page;

  function changed(page: Page): Page {
    const lines = [...page];
    for (let times = 1 + random.int(4); times > 0; times -= 1) {
      const at = random.int(lines.length + 1);
      const line = lines[at];
      const kind = random.int(ordered ? 5 : 8);
      if (kind < 2 || !line) lines.splice(at, 0, ...Array.from({ length: 1 + random.int(3) }, fresh));
      else if (kind === 2) lines.splice(at, 1 + random.int(2));
      else if (kind === 3) lines[at] = fresh();
      else if (kind === 4) lines[at] = withOtherEnd(line);
      else if (kind === 5) lines.splice(random.int(lines.length + 1), 0, line);
      else lines.splice(random.int(lines.length), 0, ...lines.splice(at, 1 + random.int(3)));
    }
    return inOrder(lines);
  }

  function merged(one: Page, other: Page): Page {
    const kind = random.int(4);
    if (kind < 2) return kind === 0 ? one : other;
    const there = new Set(one.map((line) => line.text));
    const come = other.filter((line) => !there.has(line.text) && random.chance(0.7));
    return inOrder(random.chance(0.5) ? [...one, ...come] : [...come, ...one]);
  }

  function change(tree: Map<string, Page>, older: ReadonlyMap<string, Page> | undefined): void {
    const path = random.pick(PAGES);
    const page = tree.get(path);
    const kind = random.int(12);
    if (!page) tree.set(path, inOrder(Array.from({ length: 6 + random.int(8) }, fresh)));
    else if (kind === 0) tree.delete(path);
    else if (kind < 4) {
      const to = random.pick(PAGES);
      tree.delete(path);
      tree.set(to, kind === 1 ? page : changed(page));
    } else if (kind === 4) tree.set(path, older?.get(path) ?? page);
    else tree.set(path, changed(page));
  }

  for (let mark = 1; mark <= length; mark += 1) {
    const newest = trees.length;
    const from = newest > 3 && random.chance(0.3) ? newest - 1 - random.int(3) : newest;
    const others = new Set<number>();
    while (newest > 2 && others.size < 3 && random.chance(0.3)) others.add(1 + random.int(newest - 1));
    others.delete(from);
    const tree = new Map(trees[from - 1]);
    for (const other of others) {
      for (const [path, page] of trees[other - 1] ?? []) {
        if (random.chance(0.7)) tree.set(path, merged(tree.get(path) ?? page, page));
      }
    }
    if (others.size === 0 || random.chance(0.3)) change(tree, trees[random.int(Math.max(1, newest))]);
    trees.push(tree);
    out.push(`commit refs/marks/${mark}`, `mark :${mark}`);
    out.push(`committer Ada <ada@example.org> ${1_466_000_000 + mark * 60 - random.int(90)} +0000`, "data 1", "x");
    if (from > 0) out.push(`from :${from}`);
    for (const other of others) out.push(`merge :${other}`);
    out.push("deleteall");
    for (const [path, page] of tree) {
      const text = page
        .map((line) => line.text)
        .join("")
        .replace(/(.)\n$/, mark % 5 === 0 ? "$1" : "$1\n");
      out.push(`M 100644 inline "${path}"`, `data ${Buffer.byteLength(text)}`, text);
    }
  }
  out.push("reset refs/heads/main", `from :${length}`);
  return `${out.join("\n")}\n`;
}

function byPlace(a: Line, b: Line): number {
  return a.place - b.place || (a.text < b.text ? -1 : 1);
}

function withOtherEnd({ place, text }: Line): Line {
  return { place, text: text.endsWith("\r\n") ? text.replace("\r\n", "\n") : text.replace("\n", "\r\n") };
}
