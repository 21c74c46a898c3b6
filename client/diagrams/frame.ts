import mermaid, { type MermaidConfig } from "mermaid";
import { type Asked, type Drawn, type Look, longest, type Told } from "./message.ts";

/**
 * The script of the frame that draws. Mermaid writes styles into the page it draws on, which ours forbids, and reads
 * what strangers wrote: it does both here, in a document without an origin, a network or anything to find.
 */
let queue = Promise.resolve();
let count = 0;

addEventListener("message", ({ source, data }: MessageEvent<Asked>) => {
  // One after the other: mermaid has one configuration.
  if (source === parent) queue = queue.then(() => answer(data));
});
tell({ ready: true });

async function answer({ id, source, look }: Asked): Promise<void> {
  tell({ id, ...(await draw(source, look)) });
}

async function draw(source: string, look: Look): Promise<Drawn> {
  try {
    mermaid.initialize(configuration(look));
    count += 1;
    const { svg } = await mermaid.render(`d${count}`, source);
    return { ...sizeOf(svg), svg };
  } catch (error) {
    return { svg: null, fault: faultIn(error) };
  } finally {
    // Mermaid leaves what it began when it fails.
    document.body.replaceChildren();
  }
}

/** Where mermaid stumbled, by the line it names: "Parse error on line 2: …". */
function faultIn(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const line = /\bline (\d+)/i.exec(words)?.[1];
  if (line !== undefined) return `Line ${line} of this diagram cannot be read.`;
  if (/No diagram type/i.test(words)) return "The first line of this diagram names no kind of diagram.";
  return "This diagram cannot be read.";
}

/** An image has a size of its own, in CSS pixels, and is read as XML. */
function sizeOf(svg: string): { svg: string; width: number; height: number } {
  const template = document.createElement("template");
  template.innerHTML = svg;
  const element = template.content.querySelector("svg");
  if (element === null) throw new Error("nothing was drawn");
  const { width, height } = element.viewBox.baseVal;
  element.setAttribute("width", String(width));
  element.setAttribute("height", String(height));
  element.style.removeProperty("max-width");
  return { svg: new XMLSerializer().serializeToString(element), width, height };
}

function configuration({ dark, fonts, ink, faint, edge, paper, ground, wash }: Look): MermaidConfig {
  return {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    maxTextSize: longest,
    // Labels as SVG text: not every browser shows HTML within a picture.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: "base",
    fontFamily: fonts,
    // A line does not shine through its words.
    themeCSS: ".edgeLabel rect, .edgeLabel .background { opacity: 1 !important; }",
    themeVariables: {
      darkMode: dark,
      fontFamily: fonts,
      background: paper,
      primaryColor: ground,
      primaryTextColor: ink,
      primaryBorderColor: edge,
      secondaryColor: wash,
      secondaryTextColor: ink,
      secondaryBorderColor: edge,
      tertiaryColor: paper,
      tertiaryTextColor: ink,
      tertiaryBorderColor: edge,
      lineColor: faint,
      textColor: ink,
      edgeLabelBackground: paper,
      noteBkgColor: wash,
      noteTextColor: ink,
      noteBorderColor: edge,
      titleColor: ink,
    },
  };
}

function tell(message: Told): void {
  parent.postMessage(message, "*");
}
