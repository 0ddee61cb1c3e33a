import type { z } from "zod";
import { rawSql } from "@/db/client";
import { groupBy } from "@/lib/analytics/group-by";
import { changeOf, rateOf, sumRefusals } from "@/lib/analytics/metrics/refusal-sums";
import { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import type { RefusalsView, WindowView } from "@/lib/analytics/refusal-views";
import { resolveScope, type Scope } from "@/lib/analytics/scope";
import { checkFilters, codePicker, countFilter } from "@/lib/analytics/server/refusals/count-filter";
import { readAnnotations } from "@/lib/analytics/server/refusals/read-annotations";
import { type CallRow, readCalls } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import type { Cluster } from "@/lib/analytics/statistics/resample-rate";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The window as views tell it. */
export const windowView = (scope: Scope, now: Date): WindowView => ({
  from: scope.from.toISOString(),
  to: scope.to.toISOString(),
  zone: scope.zone,
  step: scope.step,
  asOf: now.toISOString(),
});

/**
 * Refusals for money over time and in sum: M1 with its interval, M3, caps beside it (M27) and what else was refused. Every
 * sum is read from the counts of the log, so it is the number of the rows behind it.
 *
 * @throws AppError `validation_failed` for a window or filter that cannot hold anything
 */
export async function getRefusals(ctx: Ctx, input: z.input<typeof RefusalsInput>): Promise<RefusalsView> {
  authorizeStaff(ctx, "staff:read");
  const asked = parseInput(RefusalsInput, input);
  const sql = rawSql();
  const reportZone = await readReportZone(sql);
  const at = { now: ctx.now, reportZone, fallback: "7d" as const };
  const scope = resolveScope(asked, at);
  const filter = countFilter(asked, await checkFilters(sql, asked));
  const picks = codePicker(asked);
  const series = (of: Pick<Scope, "to" | "buckets">) =>
    readCalls(sql, { starts: of.buckets.map(({ start }) => start), to: of.to, now: ctx.now, reportZone, filter });
  // One tenant alone says nothing of tenants: its days are resampled instead.
  const over = asked.tenant === undefined ? "tenants" : "days";
  const clusters = (of: { from: Date; to: Date }) =>
    over === "days"
      ? readDays(sql, of, { now: ctx.now, reportZone, filter })
      : readCalls(sql, {
          starts: [of.from],
          to: of.to,
          now: ctx.now,
          reportZone,
          filter: { ...filter, classes: ["allowed", "money"] },
          by: ["tenant"],
        });
  const before = scope.compares
    ? resolveScope({ from: scope.previous.from.toISOString(), to: scope.previous.to.toISOString(), tz: scope.zone }, at)
    : null;
  const [rows, tenants, rowsBefore, tenantsBefore, annotations] = await Promise.all([
    series(scope),
    clusters(scope),
    before && series(before),
    before && clusters(before),
    readAnnotations(sql, { from: scope.from, to: scope.to, planId: asked.plan }),
  ]);

  // A window that ends now is drawn alike whenever it is asked for: only other calls change its interval.
  const seed = JSON.stringify(["m1", scope.range ?? [scope.from, scope.to], asked.family, asked.code, filter]);
  const now = clusterBy(tenants, picks, over);
  const then = tenantsBefore && clusterBy(tenantsBefore, picks, over);
  const all = sumRefusals(rows, picks);
  const byStep = (some: readonly CallRow[]) => groupBy(some, ({ step }) => String(step));
  const steps = byStep(rows);
  const stepsBefore = rowsBefore && byStep(rowsBefore);
  return {
    window: windowView(scope, ctx.now),
    previous: { from: scope.previous.from.toISOString(), to: scope.previous.to.toISOString() },
    over,
    rate: rateOf([...now.values()], seed),
    affected: over === "days" ? affectedOf(new Map([["", totalOf(now)]])) : affectedOf(now),
    caps: { refused: all.caps, asked: all.eligible + all.caps },
    others: all.others,
    families: all.families,
    before: then && {
      rate: rateOf([...then.values()], seed),
      affected: over === "days" ? affectedOf(new Map([["", totalOf(then)]])) : affectedOf(then),
      // Days of one window are not the days of another: only tenants can be drawn for both.
      change: over === "days" ? null : changeOf(then, now, seed),
    },
    buckets: scope.buckets.map((bucket, step) => {
      const sums = sumRefusals(steps.get(String(step)) ?? [], picks);
      const earlier = stepsBefore && sumRefusals(stepsBefore.get(String(step)) ?? [], picks);
      return {
        start: bucket.start.toISOString(),
        end: bucket.end.toISOString(),
        elapsed: bucket.elapsed,
        ...sums,
        interval: sums.eligible === 0 ? null : wilsonInterval(sums.refused, sums.eligible),
        before: earlier && earlier.eligible > 0 ? { refused: earlier.refused, eligible: earlier.eligible } : null,
      };
    }),
    annotations,
  };
}

type DayRequest = { now: Date; reportZone: string; filter: ReturnType<typeof countFilter> };

/** Counts of one tenant by stretches of 24 hours. */
function readDays(sql: ReturnType<typeof rawSql>, of: { from: Date; to: Date }, at: DayRequest) {
  const dayMs = 86_400_000;
  const starts: Date[] = [of.from];
  for (let ms = of.from.getTime() + dayMs; ms < of.to.getTime(); ms += dayMs) starts.push(new Date(ms));
  return readCalls(sql, { starts, to: of.to, ...at, filter: { ...at.filter, classes: ["allowed", "money"] } });
}

/** What each tenant (or day) adds to the rate. Calls of nobody known ask no gate. */
function clusterBy(
  rows: readonly CallRow[],
  picks: (code: string) => boolean,
  over: "tenants" | "days",
): Map<string, Cluster> {
  const clusters = new Map<string, { hits: number; n: number }>();
  for (const { step, tenant = "", class: kind, code, calls } of rows) {
    const name = over === "days" ? String(step) : tenant;
    const cluster = clusters.get(name) ?? { hits: 0, n: 0 };
    if (kind === "money" && picks(code)) cluster.hits += calls;
    cluster.n += calls;
    clusters.set(name, cluster);
  }
  // Tenants come in no order of their own, and what is drawn of them must not depend on it.
  return over === "days" ? clusters : new Map([...clusters].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const totalOf = (clusters: ReadonlyMap<string, Cluster>): Cluster =>
  [...clusters.values()].reduce((sum, { hits, n }) => ({ hits: sum.hits + hits, n: sum.n + n }), { hits: 0, n: 0 });

function affectedOf(clusters: ReadonlyMap<string, Cluster>): { refused: number; asked: number } {
  const all = [...clusters.values()];
  return { refused: all.filter(({ hits }) => hits > 0).length, asked: all.filter(({ n }) => n > 0).length };
}
