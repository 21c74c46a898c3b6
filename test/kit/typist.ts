import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

/** A person at a stock y-websocket client. */
export interface Typist {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly provider: WebsocketProvider;
  /** Resolves when the server's text has come. */
  synced(): Promise<void>;
  /** Resolves when everything typed so far is on the server's disk (message 102). */
  acknowledged(): Promise<void>;
  leave(): void;
}

export interface TypistOptions {
  /** The document to come with, for somebody who was here before. */
  readonly doc?: Y.Doc;
  readonly cookie?: string;
}

const ACK = 102;

/** @param url the server's address, `http://…`. */
export function joinRoom(url: string, room: string, options: TypistOptions = {}): Typist {
  const doc = options.doc ?? new Y.Doc();
  const headers = options.cookie ? { cookie: options.cookie } : {};
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const provider = new WebsocketProvider(`${url.replace(/^http/, "ws")}/-/live`, room, doc, {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  const waiting = new Map<number, () => void>();
  let counter = 0;
  provider.messageHandlers[ACK] = (_encoder, decoder) => {
    const token = decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)));
    waiting.get(token)?.();
    waiting.delete(token);
  };
  return {
    doc,
    text: doc.getText("content"),
    provider,
    synced: () =>
      new Promise((resolve) => {
        if (provider.synced) return resolve();
        provider.once("sync", () => resolve());
      }),
    acknowledged: () =>
      new Promise((resolve) => {
        counter += 1;
        waiting.set(counter, resolve);
        const token = encoding.createEncoder();
        encoding.writeVarUint(token, counter);
        const message = encoding.createEncoder();
        encoding.writeVarUint(message, ACK);
        encoding.writeVarUint8Array(message, encoding.toUint8Array(token));
        provider.ws?.send(encoding.toUint8Array(message));
      }),
    leave() {
      provider.destroy();
      // It renews itself by a timer that would keep the process alive.
      provider.awareness.destroy();
    },
  };
}

/** Waits until `holds` is true, asking often; throws with `what` where it takes longer than `ms`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
