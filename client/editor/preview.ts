/** The rendered page beside the text. The server renders and sanitises; this asks seldom, in order, and patches gently. */
import { post } from "./post.ts";

export interface Preview {
  /** Shows this text soon: the whole page, and which talk of it (null: all). Calls in between are left out. */
  show(text: string, talk: string | null): void;
  destroy(): void;
}

/** After a change: long enough to gather a word, short enough to seem at once. */
const QUIET_MS = 150;

/** @param place where it is shown. While it is hidden, nothing is asked. */
export function createPreview(place: HTMLElement, address: () => string): Preview {
  let wanted: { text: string; talk: string | null } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let took = 0;
  const seen = new ResizeObserver(() => wanted !== null && later());

  function later(): void {
    clearTimeout(timer);
    // A page that takes long to render is asked for as seldom.
    timer = setTimeout(() => void ask(), Math.max(QUIET_MS, took));
  }

  /** One question at a time, so that answers cannot overtake each other. */
  async function ask(): Promise<void> {
    const question = wanted;
    if (asking || question === null || place.offsetWidth === 0) return;
    wanted = null;
    asking = true;
    const began = performance.now();
    const answer = await post<{ html: string }>(address(), question);
    took = performance.now() - began;
    asking = false;
    if ("value" in answer) patch(place, answer.value.html);
    if (wanted !== null) later();
  }

  // A link leads out of the editor: never in its place.
  place.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.defaultPrevented) return;
    event.preventDefault();
    if (link.getAttribute("href")?.startsWith("#") !== true) window.open(link.href, "_blank", "noopener");
  });
  seen.observe(place);

  return {
    show(text, talk) {
      wanted = { text, talk };
      later();
    },
    destroy() {
      clearTimeout(timer);
      seen.disconnect();
    },
  };
}

/** Makes `place` hold `html`, and leaves alone what stays the same: pictures, a selection, the place one has scrolled to. */
function patch(place: HTMLElement, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  align(place, template.content);
}

function align(old: ParentNode & Node, fresh: ParentNode & Node): void {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && same(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  const gone = before.slice(start, before.length - end);
  const come = after.slice(start, after.length - end);
  const [a, b] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && a instanceof Element && b instanceof Element && shell(a) === shell(b)) {
    align(a, b);
    return;
  }
  const anchor = before[before.length - end] ?? null;
  for (const node of gone) node.remove();
  for (const node of come) old.insertBefore(node, anchor);
}

function same(a: Node | undefined, b: Node | undefined): boolean {
  return a !== undefined && b !== undefined && a.isEqualNode(b);
}

/** An element without what is in it. */
function shell(element: Element): string {
  return (element.cloneNode(false) as Element).outerHTML;
}
