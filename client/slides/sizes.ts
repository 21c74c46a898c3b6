/** Sizes that an overfull slide is tried at. Below the last one could not read it from the back row: it scrolls. */
export const SIZES: readonly number[] = [1, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6];

/** The size of a slide that scrolls. */
export const SCROLLING = 0.78;

/** Gives the slide the first of `sizes` at which all of it shows; null where there is none, and the last of them is on. */
export function fitTo(slide: HTMLElement, sizes: readonly number[]): number | null {
  for (const size of sizes) {
    setSize(slide, size);
    if (slide.scrollHeight <= slide.clientHeight + 1) return size;
  }
  return null;
}

export function setSize(slide: HTMLElement, size: number): void {
  slide.style.setProperty("--fit", String(size));
}
