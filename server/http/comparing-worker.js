/** Compares texts and pages in a thread of its own, one after the other; see `comparing.ts`. */
import { parentPort } from "node:worker_threads";
import { compared } from "./models/compared.ts";

parentPort?.on("message", (work) => parentPort?.postMessage(compared(work)));
parentPort?.postMessage("ready");
