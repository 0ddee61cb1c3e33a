import net from "node:net";

/**
 * A closed loop over kept connections, written for a process of its own so that it can be pinned to one processor:
 * each connection sends a request, reads the whole answer, and sends the next. Loopback only, bounded in time.
 *
 *     node scripts/bench/load.mjs '{"port":8402,"path":"/x","headers":{},"connections":32,"warmupMs":1000,"measureMs":4000}'
 *
 * Prints one JSON line: answers by status, calls a second, p50 and p99 in milliseconds.
 */
const { port, path, headers, connections, warmupMs, measureMs } = JSON.parse(process.argv[2] ?? "{}");
const request = Buffer.from(
  [`GET ${path} HTTP/1.1`, "Host: 127.0.0.1", ...Object.entries(headers).map((pair) => pair.join(": ")), "", ""].join(
    "\r\n",
  ),
);
const startedAt = performance.now();
const measureFrom = startedAt + warmupMs;
const endsAt = measureFrom + measureMs;
/** @type {number[]} */
const latenciesMs = [];
/** @type {Record<string, number>} */
const statuses = {};

/** Where the answer at the start of the text ends, or -1 while it is not whole. @param {string} text */
function answerEnd(text) {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return -1;
  const head = text.slice(0, headEnd).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const end = headEnd + 4 + Number(length);
    return text.length >= end ? end : -1;
  }
  const last = text.indexOf("\r\n0\r\n\r\n", headEnd);
  return last < 0 ? -1 : last + 7;
}

/** Serves one place of the loop: a server may end a connection after some calls, and the next call takes a new one. */
async function run() {
  while (performance.now() < endsAt) await useConnection();
}

function useConnection() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let sentAt = 0;
    let text = "";
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (data) => {
      text += data.toString("latin1");
      const end = answerEnd(text);
      if (end < 0) return;
      const now = performance.now();
      if (now >= measureFrom && now < endsAt) {
        latenciesMs.push(now - sentAt);
        const status = text.slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      const isLast = /\r\nconnection: *close\r\n/i.test(text.slice(0, text.indexOf("\r\n\r\n") + 2));
      text = text.slice(end);
      if (now < endsAt && !isLast) send();
      else socket.destroy();
    });
  });
}

await Promise.all(Array.from({ length: connections }, run));
latenciesMs.sort((a, b) => a - b);
const quantile = (/** @type {number} */ share) =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0;
console.log(
  JSON.stringify({
    statuses,
    callsPerSecond: Math.round(latenciesMs.length / (measureMs / 1000)),
    p50Ms: Number(quantile(0.5).toFixed(2)),
    p99Ms: Number(quantile(0.99).toFixed(2)),
  }),
);
