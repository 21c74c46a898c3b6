/**
 * The reference for reading: express with `express.static` and nothing else, on a folder given as the first argument. Run
 * as a process of its own; prints `listening on URL`.
 */
import process from "node:process";
import express from "express";

const app = express();
app.use(express.static(process.argv[2]));
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
