import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { addSteps, type Departure, movementRows, sumSteps } from "@/lib/analytics/metrics/movement-rows";
import { type MrrHistory, mrrBefore, stepBefore } from "@/lib/analytics/metrics/mrr-history";
import { planShares } from "@/lib/analytics/metrics/plan-shares";
import { retentionMonths } from "@/lib/analytics/metrics/retention-months";
import { type MoneyWindow, monthStart } from "@/lib/analytics/money-window";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import type { MovementView, UsageStep } from "@/lib/analytics/revenue-views";
import { readMetered } from "@/lib/analytics/server/revenue/read-metered";
import { type NamedVersion, readPlanNames } from "@/lib/analytics/server/revenue/read-plan-names";
import { readDormant, readLapsed } from "@/lib/analytics/server/revenue/read-quiet-tenants";
import { firstPaidMs, readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { readUsageRevenue, type UsageRevenue } from "@/lib/analytics/server/revenue/read-usage-revenue";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const departures: readonly Departure[] = ["voluntary", "involuntary", "paused"];
const holding: ReadonlySet<string> = new Set(["active", "grace", "trialing"]);
const iso = (ms: number) => new Date(ms).toISOString();

/**
 * Recurring revenue and how it moved (M12–M16, M25), usage revenue apart from it, and the plan mix, in one currency.
 * @throws AppError `validation_failed` for a window or currency that cannot be shown.
 */
export async function getMovement(ctx: Ctx, input: z.input<typeof RevenueInput> = {}): Promise<MovementView> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const { scope, window, histories, currency } = await readRevenue(sql, parseInput(RevenueInput, input), ctx.now);
  const nowMs = ctx.now.getTime();
  const at = { now: ctx.now, nowMs, zone: window.zone, currency };
  const [names, dormant, lapsed, usage, meteredMinor, published] = await Promise.all([
    readPlanNames(sql),
    readDormant(sql, histories, at),
    readLapsed(sql, histories, at),
    readUsage(sql, window, at),
    readMetered(sql, ctx.now, currency),
    readPublished(sql, window),
  ]);
  const rows = movementRows(histories, window.buckets, currency);
  const sums = sumSteps(histories, window.buckets, currency, rows);
  const churned = rows.filter(({ kind }) => kind === "churn");
  const firstMs = firstPaidMs(histories, currency);
  return {
    ...scope,
    now: standing(histories, at),
    steps: window.buckets.flatMap(({ startMs, endMs, elapsed }, i) => {
      const sum = sums[i];
      return sum ? [{ start: iso(startMs), end: iso(endMs), elapsed, ...sum }] : [];
    }),
    total: addSteps(sums),
    retention: ([1, 3, 12] as const).map((months) =>
      retentionMonths(histories, months, { ...at, firstPaidMs: firstMs }),
    ),
    departures: departures.map((kind) => {
      const of = churned.filter(({ departure }) => departure === kind);
      return { kind, tenants: of.length, mrrMinor: of.reduce((sum, { startMinor }) => sum + startMinor, 0) };
    }),
    dormant,
    lapsed,
    usage: { ...usage, meteredMinor },
    plans: planShares(holdersOf(histories, names, at)),
    published,
  };
}

/** MRR now, and how it changed in the running month against the same part of the month before. */
function standing(histories: readonly MrrHistory[], at: { nowMs: number; zone: string; currency: string }) {
  const mrrAt = (ms: number) => histories.reduce((sum, history) => sum + mrrBefore(history, ms, at.currency), 0);
  const mrrMinor = mrrAt(at.nowMs + 1);
  const payers = histories.filter((history) => mrrBefore(history, at.nowMs + 1, at.currency) > 0).length;
  const [month, before] = [monthStart(at.nowMs, at.zone), monthStart(at.nowMs, at.zone, -1)];
  // Of a shorter month no more than all of it.
  const sameMs = Math.min(before + (at.nowMs - month), month);
  const first = firstPaidMs(histories, at.currency);
  return {
    mrrMinor,
    payers,
    arpaMinor: payers === 0 ? null : Math.round(mrrMinor / payers),
    monthChangeMinor: mrrMinor - mrrAt(month),
    lastMonthChangeMinor: first === null || first >= before ? null : mrrAt(sameMs) - mrrAt(before),
  };
}

function holdersOf(
  histories: readonly MrrHistory[],
  names: ReadonlyMap<string, NamedVersion>,
  at: { nowMs: number; currency: string },
) {
  return histories.flatMap((history) => {
    const held = stepBefore(history, at.nowMs + 1);
    const named = names.get(held?.planVersionId ?? "");
    if (!held || !named || !holding.has(held.status) || held.currency !== at.currency) return [];
    return [{ planId: named.planId, name: named.name, isTrial: held.status === "trialing", mrrMinor: held.mrrMinor }];
  });
}

async function readUsage(sql: Sql, window: MoneyWindow, at: { now: Date; zone: string; currency: string }) {
  const month = monthStart(at.now.getTime(), at.zone);
  const threeBack = monthStart(at.now.getTime(), at.zone, -3);
  const [inWindow, closed, [oldest]] = await Promise.all([
    readUsageRevenue(sql, { from: new Date(window.fromMs), to: new Date(window.toMs) }),
    readUsageRevenue(sql, { from: new Date(threeBack), to: new Date(month) }),
    sql<{ at: Date | null }[]>`select min(at) as at from subscription_change`,
  ]);
  const ofCurrency = (rows: readonly UsageRevenue[]) => rows.filter(({ currency }) => currency === at.currency);
  const add = (rows: readonly UsageRevenue[], kind?: UsageRevenue["kind"]) =>
    rows.reduce((sum, row) => (kind === undefined || row.kind === kind ? sum + row.amountMinor : sum), 0);
  const rows = ofCurrency(inWindow);
  const steps: UsageStep[] = window.buckets.map(({ startMs, endMs, elapsed }) => {
    const of = rows.filter((row) => row.at.getTime() >= startMs && row.at.getTime() < endMs);
    return {
      start: iso(startMs),
      end: iso(endMs),
      elapsed,
      overageMinor: add(of, "overage"),
      creditsMinor: add(of, "credits"),
    };
  });
  const hasThree = oldest?.at ? oldest.at.getTime() <= threeBack : false;
  return {
    steps,
    overageMinor: add(rows, "overage"),
    creditsMinor: add(rows, "credits"),
    meanMonthMinor: hasThree ? Math.round(add(ofCurrency(closed)) / 3) : null,
  };
}

/** Plan versions that were published within the window: what may explain a movement. */
async function readPublished(sql: Sql, window: MoneyWindow): Promise<MovementView["published"]> {
  const rows = await sql<{ at: Date; planId: string; name: string; number: number }[]>`
    select v.published_at as at, p.id as "planId", p.name, v.number
      from plan_version v join plan p on p.id = v.plan_id
     where v.published_at >= ${new Date(window.fromMs)} and v.published_at < ${new Date(window.toMs)}
     order by v.published_at, v.id limit 40`;
  return rows.map(({ at, planId, name, number }) => ({
    at: at.toISOString(),
    label: `${name} version ${number} published`,
    href: `/admin/plans/${planId}`,
  }));
}
