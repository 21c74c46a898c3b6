/** Makes `place` hold `html`, and leaves alone what stays the same: pictures, a selection, the place one has scrolled to. */
export function patch(place: HTMLElement, html: string): void {
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
