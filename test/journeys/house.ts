import { after, afterEach, before, beforeEach } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** One browser for a file of journeys, and for each of them a wiki of its own. */
export interface House {
  readonly browser: Browser;
  /** After `without` another one, at the same address. */
  readonly server: TestServer;
  /** A folder that goes when the test ends. The server's data is in it. */
  readonly folder: string;
  /**
   * Stops the server, does something without it, and starts it at the same address.
   *
   * @param data a folder to start on; left out, it is the same as before.
   */
  without(act: () => Promise<void>, data?: string): Promise<void>;
}

/** Sets the hooks of the calling file. The house is there while a test runs. */
export function openHouse(): House {
  let browser: Browser;
  let server: TestServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startTestServer({ data: `${folder.path}/data` });
  });
  afterEach(async () => {
    await server.close();
    await folder.remove();
  });

  return {
    get browser() {
      return browser;
    },
    get server() {
      return server;
    },
    get folder() {
      return folder.path;
    },
    async without(act, data = server.data) {
      const { port } = new URL(server.url);
      await server.close();
      await act();
      server = await startTestServer({ data, port: Number(port) });
    },
  };
}
