import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { ResolutionKind } from "@/lib/analytics/episodes/types";
import { paidAfter } from "@/lib/analytics/metrics/paid-after-refusal";
import { timeToResolve } from "@/lib/analytics/metrics/time-to-resolve";
import { type RefusalFamily, refusalFamily } from "@/lib/analytics/refusal-family";
import { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import type { KeyRetries, Outcome, PaidAfterView, RefusalOutcomes } from "@/lib/analytics/refusal-views";
import { resolveScope, type Scope } from "@/lib/analytics/scope";
import { episodeFilter, gaveUp } from "@/lib/analytics/server/episodes/episode-filter";
import { checkFilters } from "@/lib/analytics/server/refusals/count-filter";
import { windowView } from "@/lib/analytics/server/refusals/get-refusals";
import { type Payment, readPayments } from "@/lib/analytics/server/refusals/read-payments";
import { readUnblockTimes } from "@/lib/analytics/server/refusals/read-unblock-times";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;
const spansDays = [1, 7, 30] as const;
/** Points of the curve that are drawn; between them it is told by the last one. */
const mostPoints = 120;

/** Thousands of them are read at once: instants come as epoch milliseconds. */
type Run = {
  tenantId: string;
  code: string;
  openedAtMs: number;
  resolvedAtMs: number | null;
  kind: ResolutionKind | null;
  hasGivenUp: boolean;
};

/**
 * What became of the runs of refusals that were opened in the window: how they ended (M2, reason → outcome), in what time
 * (M5), who paid after it and what followed (M4, M6), who repeated blindly (M18); and how fast gates opened (M19) and
 * what the nightly audit found (M20).
 */
export async function getRefusalOutcomes(ctx: Ctx, input: z.input<typeof RefusalsInput>): Promise<RefusalOutcomes> {
  authorizeStaff(ctx, "staff:read");
  const asked = parseInput(RefusalsInput, input);
  const sql = rawSql();
  const reportZone = await readReportZone(sql);
  const scope = resolveScope(asked, { now: ctx.now, reportZone, fallback: "7d" });
  await checkFilters(sql, asked);
  const where = episodeFilter(sql, asked);
  const nowMs = ctx.now.getTime();
  const [runs, counts, payments, retries, unblock, audit] = await Promise.all([
    sql<Run[]>`
      select e.tenant_id as "tenantId", e.code, floor(extract(epoch from e.opened_at) * 1000)::float8 as "openedAtMs",
             floor(extract(epoch from e.resolved_at) * 1000)::float8 as "resolvedAtMs", e.kind,
             ${gaveUp(sql, ctx.now)} as "hasGivenUp"
        from episode e
       where e.class = 'money' and e.opened_at >= ${scope.from} and e.opened_at < ${scope.to} ${where}
       order by e.opened_at, e.id`,
    sql<{ openNow: number; gaveUp: number; capsOpened: number }[]>`
      select count(*) filter (where e.class = 'money' and e.resolved_at is null and not ${gaveUp(sql, ctx.now)})::int
               as "openNow",
             count(*) filter (where e.class = 'money' and ${gaveUp(sql, ctx.now)})::int as "gaveUp",
             count(*) filter (where e.class = 'cap' and e.opened_at >= ${scope.from} and e.opened_at < ${scope.to})::int
               as "capsOpened"
        from episode e
       where (e.resolved_at is null or e.class = 'cap' and e.opened_at >= ${scope.from}) ${where}`,
    readPayments(sql, { from: scope.from, to: ctx.now, tenantId: asked.tenant }),
    readRetries(scope, where),
    readUnblockTimes(sql, { from: new Date(nowMs - 30 * dayMs), to: ctx.now }),
    sql<{ days: number; checked: number; wrongful: number; heldAway: number; ranAt: Date | null }[]>`
      select count(*)::int as days, coalesce(sum(checked), 0)::float8 as checked,
             coalesce(sum(wrongful), 0)::float8 as wrongful, coalesce(sum(held_away), 0)::float8 as "heldAway",
             max(ran_at) as "ranAt"
        from refusal_audit
       where day >= (${scope.from}::timestamptz at time zone ${reportZone})::date
         and day <= (${scope.to}::timestamptz at time zone ${reportZone})::date`,
  ]);
  const resolve = timeToResolve(runs, nowMs);
  const { steps, ...resolved } = resolve;
  const every = Math.ceil(steps.length / mostPoints);
  return {
    window: windowView(scope, ctx.now),
    opened: runs.length,
    openNow: counts[0]?.openNow ?? 0,
    gaveUp: counts[0]?.gaveUp ?? 0,
    capsOpened: counts[0]?.capsOpened ?? 0,
    paid: spansDays.map((days) => paidView(runs, payments, days, nowMs)),
    resolve: {
      ...resolved,
      points: steps
        .filter((_, at) => at % every === 0 || at === steps.length - 1)
        .map(({ after, surviving, atRisk }) => ({ afterMs: after, share: surviving, atRisk })),
    },
    flows: flowsOf(runs),
    retries,
    unblock,
    audit: audit[0]?.ranAt ? { ...audit[0], ranAt: audit[0].ranAt.toISOString() } : null,
  };
}

function paidView(runs: readonly Run[], payments: readonly Payment[], days: number, nowMs: number): PaidAfterView {
  const { converted, mature, immature } = paidAfter(runs, payments, days, nowMs);
  const currencies = [...new Set(payments.map(({ currency }) => currency))].filter(Boolean).sort();
  return {
    days,
    converted,
    mature,
    immature,
    followed: currencies.flatMap((currency) => {
      const ofCurrency = payments.filter((payment) => payment.currency === currency);
      const { followedMinor } = paidAfter(runs, ofCurrency, days, nowMs);
      return followedMinor > 0 ? [{ currency, amountMinor: followedMinor }] : [];
    }),
  };
}

function flowsOf(runs: readonly Run[]): RefusalOutcomes["flows"] {
  const flows = new Map<string, { family: RefusalFamily; outcome: Outcome; episodes: number }>();
  for (const { code, kind, resolvedAtMs, hasGivenUp } of runs) {
    const outcome: Outcome = resolvedAtMs !== null ? (kind ?? "other") : hasGivenUp ? "gave_up" : "open";
    const family = refusalFamily(code) ?? "payment";
    const flow = flows.get(`${family} ${outcome}`);
    if (flow) flow.episodes += 1;
    else flows.set(`${family} ${outcome}`, { family, outcome, episodes: 1 });
  }
  return [...flows.values()].sort((a, b) => b.episodes - a.episodes || (a.outcome < b.outcome ? -1 : 1));
}

/**
 * Refusals by key of the runs that were refused in the window, whenever they opened, and how many the key repeated within a
 * minute. Runs are counted whole: their numbers outlive the rows of the log.
 */
async function readRetries(scope: Scope, where: ReturnType<typeof episodeFilter>): Promise<RefusalOutcomes["retries"]> {
  const rows = await rawSql()<(KeyRetries & { allRefusals: number; allBlind: number })[]>`
    with counted as (
      select e.tenant_id, k.key as key_id, sum((k.value->>0)::bigint) as refusals, sum((k.value->>1)::bigint) as blind
        from episode e cross join lateral jsonb_each(e.by_key) k
       where e.class = 'money' and e.opened_at < ${scope.to} and e.last_refused_at >= ${scope.from} ${where}
       group by 1, 2
    )
    select json_build_object('id', c.key_id, 'name', coalesce(k.name, c.key_id)) as key,
           json_build_object('id', t.id, 'name', t.name) as tenant, c.refusals::float8 as refusals,
           c.blind::float8 as "blindRetries", sum(c.refusals) over ()::float8 as "allRefusals",
           sum(c.blind) over ()::float8 as "allBlind"
      from counted c
      join tenant t on t.id = c.tenant_id
      left join api_key k on k.tenant_id = c.tenant_id and k.id = c.key_id
     order by c.blind desc, c.refusals desc, c.key_id limit 10`;
  return {
    refusals: rows[0]?.allRefusals ?? 0,
    blindRetries: rows[0]?.allBlind ?? 0,
    keys: rows.map(({ allRefusals: _all, allBlind: _blind, ...row }) => row),
  };
}
