import { Latencies } from "./latencies.mjs";
import { RawClient, requestBytes } from "./raw-client.mjs";

/**
 * A closed loop over kept connections, written for a process of its own so that it can be pinned to one processor:
 * each connection sends a request, reads the whole answer, and sends the next. Loopback only, bounded in time.
 *
 *     node scripts/bench/load.mjs '{"port":8402,"path":"/x","keys":["…"],"connections":32,"warmupMs":1000,"measureMs":4000}'
 *
 * Each connection has one of the keys. Prints one JSON line: answers by status, calls a second, p50 and p99 in ms.
 */
const { port, path, keys = [], connections, warmupMs, measureMs } = JSON.parse(process.argv[2] ?? "{}");
const measureFrom = performance.now() + warmupMs;
const endsAt = measureFrom + measureMs;
const latencies = new Latencies();
/** @type {Record<string, number>} */
const statuses = {};
let calls = 0;

/** @param {number} n @returns {Promise<void>} */
function run(n) {
  const request = requestBytes(path, keys[n % keys.length] ?? null);
  return new Promise((resolve) => {
    let sentAt = performance.now();
    const client = new RawClient(port, (status) => {
      const now = performance.now();
      calls++;
      if (now >= measureFrom && now < endsAt) {
        latencies.add(now - sentAt);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      sentAt = now;
      if (now < endsAt) client.send(request);
      else {
        client.close();
        resolve();
      }
    });
    client.send(request);
  });
}

await Promise.all(Array.from({ length: connections }, (_, n) => run(n)));
console.log(
  JSON.stringify({
    statuses,
    calls,
    callsPerSecond: Math.round(latencies.count / (measureMs / 1000)),
    p50Ms: Number(latencies.quantile(0.5).toFixed(3)),
    p99Ms: Number(latencies.quantile(0.99).toFixed(3)),
  }),
);
