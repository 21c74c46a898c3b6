import type { Look } from "./message.ts";

const black: Look = {
  dark: false,
  fonts: "serif",
  ink: "#000000",
  faint: "#333333",
  edge: "#666666",
  paper: "#ffffff",
  ground: "#ffffff",
  wash: "#f2f2f2",
};

/** The look of the page where the element stands: its tokens, whatever theme set them. */
export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const token = (name: string, fallback: string): string => {
    const value = style.getPropertyValue(name).trim();
    return /^(?:#|rgb|hsl)/i.test(value) ? value : fallback;
  };
  const ink = token("--ink", black.ink);
  return {
    dark: isLight(ink),
    fonts: style.getPropertyValue("--serif").trim() || black.fonts,
    ink,
    faint: token("--ink-2", black.faint),
    edge: token("--edge", black.edge),
    paper: token("--paper", black.paper),
    ground: token("--sunk", black.ground),
    wash: token("--wash", black.wash),
  };
}

/** The same in black on white, for paper. */
export function onPaper(look: Look): Look {
  return { ...black, fonts: look.fonts };
}

/** Whether a colour in hexadecimal is nearer to white. */
function isLight(colour: string): boolean {
  const digits = /^#([0-9a-f]{6})/i.exec(colour)?.[1] ?? "000000";
  const [red = 0, green = 0, blue = 0] = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 128;
}
