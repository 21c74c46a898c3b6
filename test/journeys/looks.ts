/** How a page is shown to who looks for faults. */
export type Look<T> = readonly [size: string, options: T, colorScheme: "light" | "dark"];

/**
 * Sizes of windows with the colours they are looked at in. Width and colours have little to do with each other: light and
 * dark take turns over the sizes, and the long run (`LOOKS=all`) sees each size in both.
 */
export function looksOf<T>(sizes: readonly (readonly [string, T])[]): Look<T>[] {
  const colours = ["light", "dark"] as const;
  return sizes.flatMap(([size, options], at) =>
    colours
      .filter((_, i) => process.env.LOOKS === "all" || i === at % colours.length)
      .map((colorScheme): Look<T> => [size, options, colorScheme]),
  );
}
