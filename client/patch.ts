import { hunksOrWhole } from "../server/text/sequence-diff.ts";

/** What a reader has changed on the page or was just told there, and a new version of it must not change back. */
const OWN = new Set(["open", "hidden", "data-said"]);

/** Comparisons that one element's children are worth, a few ms. */
const EFFORT = 1_000_000;

/**
 * Makes an element's content equal to another's and touches as little as possible: nodes that are the same stay, with
 * the focus, selection and scroll position in them. Nodes may be taken from `fresh`.
 */
export function patch(element: Element, fresh: Element): void {
  copyAttributes(element, fresh);
  const [old, wanted] = [[...element.childNodes], [...fresh.childNodes]];
  let start = 0;
  while (start < old.length && start < wanted.length && alike(old[start], wanted[start])) start += 1;
  let [oldEnd, wantedEnd] = [old.length, wanted.length];
  while (oldEnd > start && wantedEnd > start && alike(old[oldEnd - 1], wanted[wantedEnd - 1])) {
    oldEnd -= 1;
    wantedEnd -= 1;
  }
  const [left, coming] = [old.slice(start, oldEnd), wanted.slice(start, wantedEnd)];
  for (const { oldFrom, oldTo, newFrom, newTo } of hunksOrWhole(left.map(sourceOf), coming.map(sourceOf), {
    left: EFFORT,
  })) {
    const after = left[oldTo] ?? old[oldEnd] ?? null;
    change(element, left.slice(oldFrom, oldTo), coming.slice(newFrom, newTo), after);
  }
}

/** Has `coming` stand in the place of `left`, before `after`. */
function change(element: Element, left: ChildNode[], coming: readonly ChildNode[], after: ChildNode | null): void {
  for (const node of coming) {
    const match = left[0];
    if (match === undefined || !isSame(match, node)) {
      element.insertBefore(node, match ?? after);
      continue;
    }
    left.shift();
    if (match instanceof Element && node instanceof Element) patch(match, node);
    else match.nodeValue = node.nodeValue;
  }
  for (const node of left) node.remove();
}

/** Nodes with the same are the same. */
function sourceOf(node: ChildNode): string {
  return node instanceof Element ? node.outerHTML : `${node.nodeType} ${node.nodeValue}`;
}

function alike(one: Node | undefined, other: Node | undefined): boolean {
  return one !== undefined && other !== undefined && one.isEqualNode(other);
}

/** One version of the same thing and a later one. */
function isSame(one: Node, other: Node): boolean {
  if (one instanceof Element && other instanceof Element) return one.tagName === other.tagName && one.id === other.id;
  return one.nodeType === other.nodeType;
}

function copyAttributes(element: Element, fresh: Element): void {
  for (const { name, value } of fresh.attributes) {
    if (!OWN.has(name) && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  for (const { name } of [...element.attributes]) {
    if (!OWN.has(name) && !fresh.hasAttribute(name)) element.removeAttribute(name);
  }
}
