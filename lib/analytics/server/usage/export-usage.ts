import type { z } from "zod";
import { rawSql } from "@/db/client";
import { addDays, dateIn, midnightOf } from "@/lib/analytics/report-days";
import { requireKnown } from "@/lib/analytics/server/logs/require-known";
import { type CountRow, readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { nameParts } from "@/lib/analytics/server/usage/name-parts";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";
import { resolveUsageScope } from "@/lib/analytics/server/usage/resolve-usage-scope";
import { sumRows, usageFilter } from "@/lib/analytics/server/usage-over-time";
import { UsageInput } from "@/lib/analytics/usage-inputs";
import { csvLine } from "@/lib/csv-line";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { zonedInstant } from "@/lib/zoned-instant";

const columns = [
  "day_start",
  "day_end",
  "key_id",
  "key",
  "feature_id",
  "feature",
  "route_id",
  "route",
  "calls",
  "units",
  "calls_402",
  "units_402",
] as const;

/**
 * The usage of the caller's tenant as CSV, by day, key, feature and route: a comment line with zone, window, filters and
 * as-of, the head, then the rows in the order of time. Its sums are those of `usageOverTime` for the same address. Keys
 * are not told apart in a window that reaches beyond the log and is not made of the operator's days.
 * @throws AppError as `usageOverTime`.
 */
export async function exportUsage(ctx: Ctx, input: z.input<typeof UsageInput>): Promise<string> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const given = parseInput(UsageInput, input);
  const sql = rawSql();
  await requireKnown(sql, given, tenantId);
  const [zone, reportZone] = await Promise.all([readTenantZone(sql, tenantId), readReportZone(sql)]);
  const byKey = given.by === "key" || given.key !== undefined;
  const scope = resolveUsageScope(given, byKey, { now: ctx.now, zone, reportZone });
  const starts = dayStarts(scope.from, scope.to, scope.zone);
  const rows = await readCounts(sql, {
    starts,
    to: scope.to,
    now: ctx.now,
    reportZone,
    filter: usageFilter(tenantId, given),
    by: scope.tellsKeys ? ["key", "feature", "route"] : ["feature", "route"],
  });
  const idsOf = (name: "key" | "feature" | "route") => [...new Set(rows.map((row) => row[name] ?? ""))];
  const [keyName, featureName, routeName] = await Promise.all([
    nameParts(sql, tenantId, "key", idsOf("key")),
    nameParts(sql, tenantId, "feature", idsOf("feature")),
    nameParts(sql, tenantId, "route", idsOf("route")),
  ]);
  const at = (instant: Date) => zonedInstant(instant, scope.zone);
  const lines = groupRows(rows).map(([row, own]) => {
    const { calls, units, refused, refusedUnits } = sumRows(own);
    const { key = "", feature = "", route = "" } = row;
    const named = scope.tellsKeys ? keyName(key) : "all keys";
    const names = [key, named, feature, featureName(feature), route, routeName(route)];
    const end = starts[row.step + 1] ?? scope.to;
    return csvLine([at(starts[row.step] ?? scope.from), at(end), ...names, calls, units, refused, refusedUnits]);
  });
  const filters = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || name === "cmp" ? [] : [`${name}=${value}`],
  );
  const window = `from ${at(scope.from)} until ${at(scope.to)}`;
  const note = `# Usage by day, key, feature and route; days of ${scope.zone}; ${window}; filters: ${filters.join(" ")}; as of ${at(ctx.now)}`;
  return csvLine([note]) + csvLine(columns) + lines.join("");
}

/** Starts of the days of a window; the first begins with it. */
function dayStarts(from: Date, to: Date, zone: string): Date[] {
  const starts = [from];
  for (let day = addDays(dateIn(from.getTime(), zone), 1); ; day = addDays(day, 1)) {
    const start = midnightOf(day, zone);
    if (start >= to) return starts;
    starts.push(start);
  }
}

/** Counts of one day, key, feature and route together, whatever was said to the calls. */
function groupRows(rows: readonly CountRow[]): [CountRow, CountRow[]][] {
  const groups = new Map<string, [CountRow, CountRow[]]>();
  for (const row of rows) {
    const name = [String(row.step).padStart(4, "0"), row.key, row.feature, row.route].join(" ");
    const group = groups.get(name);
    if (group) group[1].push(row);
    else groups.set(name, [row, [row]]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
