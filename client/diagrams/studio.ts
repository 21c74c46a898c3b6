import type { Asked, Drawn, Look, Told } from "./message.ts";

/** Draws diagrams somewhere else: in a frame that can reach nothing of the page. */
export interface Studio {
  /** The drawing; none where the source cannot be read, or takes too long. */
  draw(source: string, look: Look): Promise<Drawn>;
}

const address = "/-/diagram";

/** What takes longer, ms, is a fault or a trap. The first drawing waits for the script to come, too. */
const patience = 15_000;

/** The frame comes with the first diagram: most pages have none. */
export function createStudio(): Studio {
  const waiting = new Map<number, (drawn: Drawn) => void>();
  let frame: Promise<Window | null> | null = null;
  let count = 0;

  function listen({ source, data }: MessageEvent<Told>, window: Window | null): void {
    if (source !== window || !("id" in data)) return;
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  }

  async function ask(asked: Asked): Promise<void> {
    frame ??= openFrame().then((window) => {
      addEventListener("message", (event: MessageEvent<Told>) => listen(event, window));
      return window;
    });
    // Without an origin, the frame can only be told by a message to whoever it is.
    (await frame)?.postMessage(asked, "*");
  }

  return {
    draw(source, look) {
      count += 1;
      const id = count;
      return new Promise((resolve) => {
        const answered = (drawn: Drawn): void => {
          clearTimeout(timer);
          resolve(drawn);
        };
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve({ svg: null, fault: "Drawing this diagram takes too long." });
        }, patience);
        waiting.set(id, answered);
        void ask({ id, source, look });
      });
    },
  };
}

/** Resolves when the frame is ready to draw. It is laid out, for words to be measured in it, and not seen. */
function openFrame(): Promise<Window | null> {
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = "Diagrams are drawn here";
  frame.tabIndex = -1;
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  Object.assign(frame.style, {
    position: "fixed",
    right: "100%",
    bottom: "100%",
    width: "1280px",
    height: "800px",
    border: "0",
    visibility: "hidden",
  });
  return new Promise((resolve) => {
    addEventListener("message", function ready({ source, data }: MessageEvent<Told>) {
      if (source !== frame.contentWindow || !("ready" in data)) return;
      removeEventListener("message", ready);
      resolve(frame.contentWindow);
    });
    document.body.append(frame);
  });
}
