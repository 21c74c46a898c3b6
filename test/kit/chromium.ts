import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

/** The browser to test with: `CHROMIUM` from the environment, else where Linux distributions put it; null for none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  return [...(named ? [named] : []), ...PLACES].find((place) => existsSync(place)) ?? null;
}

/** Without these, a browser on a closed network waits for hosts that never answer. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium. The first page can take its time on a busy machine, hence the long timeout. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch(options());
}

/** A browser with a profile of its own in `folder`: what it keeps is there for the next one. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, options());
}

function options(): LaunchOptions {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium here; see npm test");
  return { executablePath, headless: true, args: FLAGS, timeout: 90_000 };
}
