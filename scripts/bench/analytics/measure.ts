import { rawSql } from "@/db/client";
import { connect } from "@/db/connect";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { summarizeAllRequests } from "@/lib/analytics/server/logs/summarize-all-requests";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/context";
import { ingest } from "@/scripts/bench/analytics/ingest";
import { logFilters } from "@/scripts/bench/analytics/log-filters";
import type { Market } from "@/scripts/bench/analytics/make-market";
import { type Draw, pages } from "@/scripts/bench/analytics/pages";
import { runTool } from "@/scripts/run-tool";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const random = seededRandom("dashboards");
const draw: Draw = (values) => values[Math.floor(random() * values.length)] as (typeof values)[number];

const quantile = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;

/** Times of one kind of question, in milliseconds. */
type Times = { name: string; n: number; p50Ms: number; p95Ms: number; worstMs: number };

async function time(name: string, runs: number, ask: () => Promise<unknown>, all: number[]): Promise<Times> {
  await ask();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  all.push(...times);
  times.sort((a, b) => a - b);
  const round = (ms: number) => Math.round(ms * 10) / 10;
  const [p50Ms, p95Ms, worstMs] = [quantile(times, 0.5), quantile(times, 0.95), times.at(-1) ?? 0].map(round);
  return { name, n: runs, p50Ms: p50Ms ?? 0, p95Ms: p95Ms ?? 0, worstMs: worstMs ?? 0 };
}

const p95 = (all: number[]) =>
  quantile(
    all.toSorted((a, b) => a - b),
    0.95,
  );

/** Opens every page, every filter of the log and any hour of it, then writes calls as gateways do. */
async function measure(now: Date, market: Market, runs: number, ingestRows: number) {
  const staff: Ctx = {
    ...{ actor: { kind: "system", name: "measurement" }, tenant: null, now, requestId: "bench", address: null },
  };
  const answer = { pages: [] as Times[], filters: [] as Times[], hours: [] as Times[] };
  const all = { pages: [] as number[], filters: [] as number[], hours: [] as number[] };
  for (const [name, { windows, open }] of Object.entries(pages(staff, market, draw))) {
    for (const range of windows) {
      answer.pages.push(await time(`${name} ${range}`.trim(), runs, () => open(range), all.pages));
    }
  }
  const filters = logFilters(market, draw);
  for (const [name, filter] of Object.entries(filters)) {
    const ask = () => listAllRequests(staff, { range: draw(["24h", "7d", "30d", "90d"] as const), ...filter() });
    answer.filters.push(await time(name, Math.max(4, Math.round(runs / 3)), ask, all.filters));
  }
  const anyHour = () => {
    const from = new Date(now.getTime() - hourMs - Math.floor(random() * (89 * dayMs)));
    const filter = filters[draw(Object.keys(filters))]?.() ?? {};
    const asked = { from: from.toISOString(), to: new Date(from.getTime() + hourMs).toISOString(), ...filter };
    return Promise.all([listAllRequests(staff, asked), summarizeAllRequests(staff, asked)]);
  };
  answer.hours.push(await time("any hour of 90 days, with any filter", runs * 2, anyHour, all.hours));
  await rawSql().end();
  const sqls = [0, 1].map((each) => connect(env(), { max: 1, name: `bench-ingest-${each}` }));
  const ingestRowsPerS = await ingest(sqls, market, ingestRows);
  await Promise.all(sqls.map((sql) => sql.end()));
  return {
    ...answer,
    pageP95Ms: p95(all.pages),
    logFirstPageP95Ms: p95(all.filters),
    drilldownP95Ms: p95(all.hours),
    ingestRowsPerS,
  };
}

const [market = "{}", runs = "", ingestRows = ""] = process.argv.slice(2);
void runTool(() => measure(new Date(), JSON.parse(market) as Market, Number(runs), Number(ingestRows)));
