import { z } from "zod";
import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { addDays, dateIn, midnightOf } from "@/lib/analytics/report-days";
import { scopeFields } from "@/lib/analytics/scope";
import { requireOwnKey } from "@/lib/analytics/server/require-own-key";
import { readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";
import { resolveUsageScope } from "@/lib/analytics/server/usage/resolve-usage-scope";
import type { BudgetBurnDown, KeyUse } from "@/lib/analytics/usage-views";
import { idInput } from "@/lib/id-input";
import { parseInput } from "@/lib/parse-input";
import { type PeriodKind, periodAt, periodZone } from "@/lib/period";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

export const KeyUseInput = z.strictObject({
  ...scopeFields,
  key: idInput("key"),
  mode: z.enum(["live", "test"]).default("live"),
});

/** Refusals that concern what a key may have: for money, by its caps, by policy and by rate. */
const refusals = ["money", "cap", "policy", "rate"] as const;

/**
 * Of one key: how often its calls were refused in a window, by code, and how each of its budgets goes in the window that
 * runs now.
 * @throws AppError `not_found` for a key of another tenant; `validation_failed` for a window that is none.
 */
export async function getKeyUse(ctx: Ctx, input: z.input<typeof KeyUseInput>): Promise<KeyUse> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const { key, mode, ...asked } = parseInput(KeyUseInput, input);
  await requireOwnKey(tenantId, key);
  const sql = rawSql();
  const { now } = ctx;
  const [zone, reportZone] = await Promise.all([readTenantZone(sql, tenantId), readReportZone(sql)]);
  const { from, to } = resolveUsageScope(asked, true, { now, zone, reportZone });
  const filter = { mode, tenants: [tenantId], keys: [key] };
  const [rows, budgets] = await Promise.all([
    readCounts(sql, { starts: [from], to, now, reportZone, filter: { ...filter, classes: refusals }, by: ["status"] }),
    selectBudgets(sql, tenantId, key, now),
  ]);
  const refused = new Map<string, KeyUse["refusals"][number]>();
  for (const { code, status = "", calls, askedUnits } of rows) {
    const known = refused.get(code) ?? { code, status: Number(status), calls: 0, askedUnits: 0 };
    refused.set(code, { ...known, calls: known.calls + calls, askedUnits: known.askedUnits + askedUnits });
  }
  return {
    zone,
    refusals: [...refused.values()].sort((a, b) => b.calls - a.calls || a.code.localeCompare(b.code)),
    budgets: await Promise.all(
      budgets.map(async ({ start, end, ...budget }): Promise<BudgetBurnDown> => {
        const starts = dayStarts(start, now, zone);
        const counted = await readCounts(sql, {
          starts,
          to: now,
          now,
          reportZone,
          filter: { ...filter, features: [budget.featureId], classes: ["allowed"] },
        });
        return { ...budget, resetsAt: end.toISOString(), points: pointsOf(counted, starts, now) };
      }),
    ),
  };
}

type Budget = Omit<BudgetBurnDown, "points" | "resetsAt"> & { start: Date; end: Date };

async function selectBudgets(sql: Sql, tenantId: string, key: string, now: Date): Promise<Budget[]> {
  const rows = await sql<
    (Omit<Budget, "start" | "end"> & {
      period: PeriodKind;
      anchor: Date;
      source: string;
      timeZone: string;
      clockOffsetSeconds: number;
    })[]
  >`
    select b.feature_id as "featureId", f.name, f.unit_plural as "unitPlural", b.units as "limitUnits", b.period, s.anchor,
           s.source, t.time_zone as "timeZone", s.clock_offset_seconds as "clockOffsetSeconds"
      from key_budget b
      join feature f on f.id = b.feature_id
      join tenant t on t.id = b.tenant_id
      join subscription s on s.tenant_id = b.tenant_id and s.replaced_at is null
     where b.tenant_id = ${tenantId} and b.key_id = ${key} order by f.name, f.id`;
  return rows.map(({ period, anchor, source, timeZone, clockOffsetSeconds, ...budget }) => ({
    ...budget,
    ...periodAt(period, anchor, periodZone(period, source, timeZone), now, clockOffsetSeconds),
  }));
}

function pointsOf(
  rows: readonly { step: number; units: number }[],
  starts: readonly Date[],
  now: Date,
): BudgetBurnDown["points"] {
  let used = 0;
  const points = starts.map((start, i) => {
    const point = { at: start.toISOString(), actual: used, low: null, mid: null, high: null };
    used += rows.reduce((sum, { step, units }) => sum + (step === i ? units : 0), 0);
    return point;
  });
  return [...points, { at: now.toISOString(), actual: used, low: null, mid: null, high: null }];
}

const stepMs = 3_600_000;
const dayMs = 24 * stepMs;

/** A window's start and the midnights after it; hours where it runs for a day. */
function dayStarts(start: Date, now: Date, zone: string): Date[] {
  const starts = [start];
  if (now.getTime() - start.getTime() <= dayMs) {
    for (let at = start.getTime() + stepMs; at < now.getTime(); at += stepMs) starts.push(new Date(at));
    return starts;
  }
  for (let day = addDays(dateIn(start.getTime(), zone), 1); ; day = addDays(day, 1)) {
    const midnight = midnightOf(day, zone);
    if (midnight >= now) return starts;
    starts.push(midnight);
  }
}
