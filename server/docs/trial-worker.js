/**
 * Applies an update to a state in a thread of its own, and says when it begins and when it is done; see `trial.ts`.
 * JavaScript, so that the thread starts the same way from the sources and from what is built of them.
 */
import { parentPort, workerData } from "node:worker_threads";
import * as Y from "yjs";

const doc = new Y.Doc();
Y.applyUpdate(doc, workerData.state);
parentPort?.postMessage("begun");
Y.applyUpdate(doc, workerData.update);
parentPort?.postMessage("done");
