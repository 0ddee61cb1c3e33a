import type { z } from "zod";
import { rawSql } from "@/db/client";
import { requireKnown } from "@/lib/analytics/server/logs/require-known";
import { readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { nameParts } from "@/lib/analytics/server/usage/name-parts";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";
import { resolveUsageScope } from "@/lib/analytics/server/usage/resolve-usage-scope";
import { selectMeters } from "@/lib/analytics/server/usage/select-meters";
import { usageFilter } from "@/lib/analytics/server/usage-over-time";
import { UsageInput } from "@/lib/analytics/usage-inputs";
import type { CallCost } from "@/lib/analytics/usage-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const maxRoutes = 50;

/**
 * What calls of each metered route took in a window, and what a unit costs now beyond the included ones; the dearest
 * in sum first.
 * @throws AppError as `usageOverTime`.
 */
export async function listCallCosts(ctx: Ctx, input: z.input<typeof UsageInput>): Promise<CallCost[]> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const given = parseInput(UsageInput, input);
  const sql = rawSql();
  await requireKnown(sql, given, tenantId);
  const [zone, reportZone, meters] = await Promise.all([
    readTenantZone(sql, tenantId),
    readReportZone(sql),
    selectMeters(sql, tenantId, ctx.now),
  ]);
  const byKey = given.by === "key" || given.key !== undefined;
  const { from, to } = resolveUsageScope(given, byKey, { now: ctx.now, zone, reportZone });
  const rows = await readCounts(sql, {
    starts: [from],
    to,
    now: ctx.now,
    reportZone,
    filter: { ...usageFilter(tenantId, given), classes: ["allowed"] },
    by: ["route", "feature"],
  });
  const held = new Map(meters.map((meter) => [meter.featureId, meter]));
  const costs = new Map<string, CallCost>();
  const routeName = await nameParts(sql, tenantId, "route", [...new Set(rows.map(({ route }) => route ?? ""))]);
  for (const { route = "", feature = "", calls, units } of rows) {
    const meter = held.get(feature);
    if (!meter || route === "") continue;
    const known = costs.get(`${route} ${feature}`);
    costs.set(`${route} ${feature}`, {
      routeId: route,
      label: routeName(route),
      feature: { id: feature, name: meter.name, unitPlural: meter.unitPlural },
      calls: calls + (known?.calls ?? 0),
      units: units + (known?.units ?? 0),
      creditMicroPerUnit: meter.creditMicroPerUnit,
      overageRateE12: meter.overageRateE12,
      currency: meter.currency,
    });
  }
  return [...costs.values()].sort((a, b) => b.units - a.units || a.label.localeCompare(b.label)).slice(0, maxRoutes);
}
