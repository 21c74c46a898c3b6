/** The page's pictures, one at a time over all of the window. Without it, a picture is a link to its file. */

/** A finger that moves this far to a side turns the picture, and down puts it away, in CSS pixels. */
const SWIPE = 48;

const WORDS = { close: "Close", before: "Previous picture", after: "Next picture" } as const;

export function openPictures(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.picture") : null;
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (link === null || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    showFrom(link);
  });
}

function links(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a.picture")];
}

function showFrom(first: HTMLAnchorElement): void {
  const dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "Pictures of this page");
  const image = document.createElement("img");
  const words = document.createElement("span");
  const count = document.createElement("span");
  count.className = "num";
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  caption.append(words, count);
  const figure = document.createElement("figure");
  figure.append(image, caption);
  const close = button("close", "M5 5l10 10M15 5 5 15");
  const before = button("before", "M12.5 4.5 7 10l5.5 5.5");
  const after = button("after", "M7.5 4.5 13 10l-5.5 5.5");
  dialog.append(figure, before, after, close);
  let shown = first;

  function show(link: HTMLAnchorElement): void {
    shown = link;
    const all = links();
    const alt = link.querySelector("img")?.alt ?? "";
    image.src = link.href;
    image.alt = alt;
    words.textContent = alt;
    count.textContent = all.length > 1 ? `${all.indexOf(link) + 1} / ${all.length}` : "";
    for (const side of [before, after]) side.hidden = all.length < 2;
    for (const by of [1, -1]) fetchAhead(all.at((all.indexOf(link) + by) % all.length));
  }

  /** The page may have changed since: a picture that is gone is followed by the first. */
  function turn(by: 1 | -1): void {
    const all = links();
    const next = all[(all.indexOf(shown) + by + all.length) % all.length];
    if (next !== undefined && all.length > 1) show(next);
  }

  function end(at: 0 | -1): void {
    const link = links().at(at);
    if (link !== undefined) show(link);
  }

  before.addEventListener("click", () => turn(-1));
  after.addEventListener("click", () => turn(1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === figure) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    // The page's own letters rest meanwhile.
    event.stopPropagation();
    if (event.key === "ArrowLeft") turn(-1);
    else if (event.key === "ArrowRight") turn(1);
    else if (event.key === "Home") end(0);
    else if (event.key === "End") end(-1);
    else return;
    event.preventDefault();
  });
  listenToSwipes(figure, turn, () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    (shown.isConnected ? shown : first).focus();
  });
  show(first);
  document.body.append(dialog);
  dialog.showModal();
}

function button(which: keyof typeof WORDS, path: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `lightbox__${which}`;
  element.setAttribute("aria-label", WORDS[which]);
  element.innerHTML = `<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="${path}"/></svg>`;
  return element;
}

/** So that the picture beside is there when it is turned to. */
function fetchAhead(link: HTMLAnchorElement | undefined): void {
  if (link !== undefined) new Image().src = link.href;
}

function listenToSwipes(place: HTMLElement, turn: (by: 1 | -1) => void, close: () => void): void {
  let from: Touch | null = null;
  place.addEventListener("touchstart", ({ touches }) => {
    // Two fingers make the picture larger; then one moves it about.
    const single = touches.length === 1 && (visualViewport?.scale ?? 1) <= 1.01;
    from = single ? (touches[0] ?? null) : null;
  });
  place.addEventListener("touchend", ({ changedTouches }) => {
    const [to] = changedTouches;
    if (from === null || to === undefined) return;
    const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    if (Math.abs(across) >= SWIPE && Math.abs(across) > Math.abs(down)) turn(across < 0 ? 1 : -1);
    else if (down >= 2 * SWIPE) close();
  });
}
