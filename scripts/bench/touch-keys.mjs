import fs from "node:fs";
import { RawClient, requestBytes } from "./raw-client.mjs";

/**
 * Calls once with each key of a file (one a line), over a bounded number of connections, so that the gateway knows them
 * all. Prints one JSON line: answers by status, and how long it took.
 *
 *     node scripts/bench/touch-keys.mjs '{"port":8402,"path":"/x","file":"keys.txt","connections":32}'
 */
const { port, path, file, connections } = JSON.parse(process.argv[2] ?? "{}");
const keys = fs.readFileSync(file, "utf8").trim().split("\n");
/** @type {Record<string, number>} */
const statuses = {};
const startedAt = performance.now();
/** How many calls may be told to come again because the database did not answer in time. */
let repeats = 1_000;

await Promise.all(
  Array.from(
    { length: connections },
    () =>
      new Promise((resolve) => {
        let key = keys.pop();
        const next = () => {
          if (key) client.send(requestBytes(path, key));
          else {
            client.close();
            resolve(undefined);
          }
        };
        const client = new RawClient(port, (status) => {
          const isLater = status === 503 && repeats-- > 0;
          if (!isLater) {
            statuses[status] = (statuses[status] ?? 0) + 1;
            key = keys.pop();
          }
          next();
        });
        next();
      }),
  ),
);
console.log(JSON.stringify({ statuses, seconds: (performance.now() - startedAt) / 1_000 }));
