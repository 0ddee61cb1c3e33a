import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { movementRows } from "@/lib/analytics/metrics/movement-rows";
import type { MrrStep } from "@/lib/analytics/metrics/mrr-history";
import { ChangesInput } from "@/lib/analytics/revenue-inputs";
import type { ChangesView, HeldChange } from "@/lib/analytics/revenue-views";
import { type NamedVersion, readPlanNames } from "@/lib/analytics/server/revenue/read-plan-names";
import { readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * The tenants behind each movement and every change of theirs in the step, the newest step first: what the sums of
 * `getMovement` for the same window are made of.
 */
export async function listChanges(ctx: Ctx, input: z.input<typeof ChangesInput> = {}): Promise<ChangesView> {
  authorizeStaff(ctx, "staff:read");
  const { kind, departure, tenant, whole, ...rest } = parseInput(ChangesInput, input);
  const sql = rawSql();
  const [{ scope, window, histories, currency }, names] = await Promise.all([
    readRevenue(sql, rest, ctx.now),
    readPlanNames(sql),
  ]);
  const buckets = whole ? [{ startMs: window.fromMs, endMs: window.toMs }] : window.buckets;
  const found = movementRows(histories, buckets, currency).filter(
    (row) =>
      (kind === undefined || row.kind === kind) &&
      (departure === undefined || row.departure === departure) &&
      (tenant === undefined || row.tenantId === tenant),
  );
  const reasons = await readCancelReasons(
    sql,
    found.filter((row) => row.kind === "churn").map(({ tenantId }) => tenantId),
  );
  const rows = found.map(({ bucket, changes, ...row }) => {
    const { startMs, endMs } = buckets[bucket] ?? { startMs: window.fromMs, endMs: window.toMs };
    return {
      ...row,
      start: new Date(startMs).toISOString(),
      end: new Date(endMs).toISOString(),
      reason: row.departure === "voluntary" ? (reasons.get(row.tenantId) ?? null) : null,
      changes: changes.map((step) => describeChange(step, names)),
    };
  });
  rows.sort(
    (a, b) =>
      b.start.localeCompare(a.start) ||
      Math.abs(b.endMinor - b.startMinor) - Math.abs(a.endMinor - a.startMinor) ||
      a.tenantName.localeCompare(b.tenantName),
  );
  return { ...scope, rows };
}

function describeChange(step: MrrStep, names: ReadonlyMap<string, NamedVersion>): HeldChange {
  const named = names.get(step.planVersionId ?? "");
  return {
    at: new Date(step.atMs).toISOString(),
    status: step.status,
    planId: named?.planId ?? null,
    planName: named?.name ?? null,
    planVersion: named?.number ?? null,
    mrrMinor: step.mrrMinor,
  };
}

/** What tenants wrote when they last cancelled. */
async function readCancelReasons(sql: Sql, tenantIds: readonly string[]): Promise<Map<string, string>> {
  if (tenantIds.length === 0) return new Map();
  const rows = await sql<{ tenantId: string; reason: string }[]>`
    select distinct on (tenant_id) tenant_id as "tenantId", reason from plan_change
     where tenant_id = any(${[...tenantIds]}) and kind = 'cancel' and reason is not null and reason <> ''
       and status not in ('undone', 'failed', 'abandoned')
     order by tenant_id, created_at desc`;
  return new Map(rows.map(({ tenantId, reason }) => [tenantId, reason]));
}
