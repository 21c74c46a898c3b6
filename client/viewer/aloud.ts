let place: HTMLElement | null = null;

/** Says something to those who hear the page, when they have heard what they listen to. */
export function sayAloud(words: string): void {
  place ??= newPlace();
  // The same words again are news only where they were gone in between.
  place.textContent = "";
  setTimeout(() => {
    if (place !== null) place.textContent = words;
  }, 50);
}

function newPlace(): HTMLElement {
  const element = document.createElement("p");
  element.className = "vh";
  element.setAttribute("role", "status");
  document.body.append(element);
  return element;
}
