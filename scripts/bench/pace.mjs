import { Latencies } from "./latencies.mjs";
import { goAhead } from "./processors.mjs";
import { RawClient, requestBytes } from "./raw-client.mjs";

/**
 * An open loop: calls leave by a timetable, whether earlier ones were answered or not, and each one's latency counts
 * from the instant at which it was due. A server that stalls is therefore not spared the calls it kept waiting
 * ("coordinated omission"). Loopback only, bounded in time.
 *
 *     node scripts/bench/pace.mjs '{"port":8402,"path":"/x","keys":["…"],"perSecond":1000,"warmupMs":1000,"measureMs":5000}'
 *
 * `isAhead` puts it before all of ordinary rank on its processor. Prints one JSON line: answers by status, calls, p50 and
 * p99 in milliseconds.
 */
const { port, path, keys = [], isAhead, perSecond, warmupMs, measureMs } = JSON.parse(process.argv[2] ?? "{}");
if (isAhead) goAhead(process.pid);
const startsAt = performance.now() + 50;
const measureFrom = startsAt + warmupMs;
const endsAt = measureFrom + measureMs;
const latencies = new Latencies();
/** @type {Record<string, number>} */
const statuses = {};
/** @type {(() => void)[]} */
const idle = [];
let open = 0;
let sent = 0;

/** @param {number} n which connection @returns {() => void} */
function connection(n) {
  const request = requestBytes(path, keys[n % keys.length] ?? null);
  let dueAt = 0;
  const client = new RawClient(port, (status) => {
    if (dueAt >= measureFrom && dueAt < endsAt) {
      latencies.add(performance.now() - dueAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    open--;
    idle.push(call);
  });
  const call = () => {
    dueAt = startsAt + (sent / perSecond) * 1_000;
    sent++;
    open++;
    client.send(request);
  };
  return call;
}

let connections = 0;
/** Sends what is due; between two ticks of the timer that is one call or two. */
function tick() {
  const now = performance.now();
  const due = Math.floor(((Math.min(now, endsAt) - startsAt) / 1_000) * perSecond);
  while (sent <= due && now < endsAt) (idle.pop() ?? connection(connections++))();
  if (now < endsAt) setTimeout(tick, 0);
  else setTimeout(finish, 1_000);
}

function finish() {
  console.log(
    JSON.stringify({
      statuses: { ...statuses, ...(open > 0 && { unanswered: open }) },
      calls: latencies.count,
      connections,
      p50Ms: Number(latencies.quantile(0.5).toFixed(3)),
      p99Ms: Number(latencies.quantile(0.99).toFixed(3)),
    }),
  );
  process.exit(0);
}
tick();
