import type { z } from "zod";
import { rawSql } from "@/db/client";
import { requireKnown } from "@/lib/analytics/server/logs/require-known";
import { type CountFilter, type CountRow, readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { nameParts, statusClass, statusLabels } from "@/lib/analytics/server/usage/name-parts";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";
import { previousStarts, resolveUsageScope, type UsageScope } from "@/lib/analytics/server/usage/resolve-usage-scope";
import { UsageInput } from "@/lib/analytics/usage-inputs";
import type { UsageBucket, UsageBy, UsageOverTime, UsagePart, UsageSums } from "@/lib/analytics/usage-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** As many parts as can be told apart by colour; the rest is summed up as `other`. */
const maxParts = 6;

type Row = CountRow & { name: string };

/**
 * The calls and units of the caller's tenant over time, by key, feature, route or status class, in its own zone; with
 * `cmp=prev` beside the same elapsed part of the window before.
 * @throws AppError `validation_failed` for a window that is none, and for a feature, route or api that nobody has;
 * `not_found` for a key of another tenant.
 */
export async function usageOverTime(ctx: Ctx, input: z.input<typeof UsageInput>): Promise<UsageOverTime> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const given = parseInput(UsageInput, input);
  const sql = rawSql();
  await requireKnown(sql, given, tenantId);
  const [zone, reportZone] = await Promise.all([readTenantZone(sql, tenantId), readReportZone(sql)]);
  const { by } = given;
  const byKey = by === "key" || given.key !== undefined;
  const scope = resolveUsageScope(given, byKey, { now: ctx.now, zone, reportZone });
  const filter = usageFilter(tenantId, given);
  const read = async (starts: readonly Date[], to: Date): Promise<Row[]> => {
    const rows = await readCounts(sql, { starts, to, now: ctx.now, reportZone, filter, by: [by] });
    return rows.map((row) => ({ ...row, name: by === "status" ? statusClass(row.status ?? "") : (row[by] ?? "") }));
  };
  const starts = scope.buckets.map(({ start }) => start);
  const [rows, earlier] = await Promise.all([
    read(starts, scope.to),
    scope.compares ? read(previousStarts(scope), scope.previous.to) : null,
  ]);
  const ids = [...new Set([...rows, ...(earlier ?? [])].map(({ name }) => name))];
  const parts = sumParts(rows, earlier, by, await nameParts(sql, tenantId, by, ids));
  const kept = new Set(parts.map(({ name }) => name));
  return {
    asOf: ctx.now.toISOString(),
    zone: scope.zone,
    step: scope.step,
    range: scope.range,
    from: scope.from.toISOString(),
    to: scope.to.toISOString(),
    isByOperatorDays: scope.isByOperatorDays,
    by,
    ...sumRows(rows),
    parts,
    buckets: fill(scope, rows, kept).map((values, at) => ({ ...describeStep(scope, at), ...values })),
    before: earlier && { ...sumRows(earlier), buckets: fill(scope, earlier, kept) },
  };
}

/** Which calls are counted, as the tenant's filters name them. */
export const usageFilter = (
  tenantId: string,
  { mode, key, feature, route, api }: Pick<z.output<typeof UsageInput>, "mode" | "key" | "feature" | "route" | "api">,
): CountFilter => ({
  mode,
  tenants: [tenantId],
  keys: key === undefined ? undefined : [key],
  features: feature === undefined ? undefined : [feature],
  routes: route === undefined ? undefined : [route],
  apis: api === undefined ? undefined : [api],
});

export const noUse: UsageSums = { calls: 0, units: 0, refused: 0, refusedUnits: 0 };

/** Sums of counts. */
export const sumRows = (rows: readonly CountRow[]): UsageSums =>
  rows.reduce((sum, row) => {
    const isMoney = row.class === "money";
    return {
      calls: sum.calls + row.calls,
      units: sum.units + row.units,
      refused: sum.refused + (isMoney ? row.calls : 0),
      refusedUnits: sum.refusedUnits + (isMoney ? row.askedUnits : 0),
    };
  }, noUse);

const describeStep = ({ buckets }: UsageScope, at: number): Pick<UsageBucket, "start" | "end" | "elapsed"> => {
  const { start, end, elapsed } = buckets[at] ?? { start: new Date(0), end: new Date(0), elapsed: 1 };
  return { start: start.toISOString(), end: end.toISOString(), elapsed };
};

/** Id in a view: nothing is called ''. */
const partName = (name: string) => (name === "" ? "none" : name);

function fill(
  { buckets }: UsageScope,
  rows: readonly Row[],
  kept: ReadonlySet<string>,
): Pick<UsageBucket, "calls" | "units">[] {
  const filled = buckets.map((): Pick<UsageBucket, "calls" | "units"> => ({ calls: {}, units: {} }));
  for (const { step, name, calls, units } of rows) {
    const bucket = filled[step];
    if (!bucket) continue;
    const part = kept.has(partName(name)) ? partName(name) : "other";
    bucket.calls[part] = (bucket.calls[part] ?? 0) + calls;
    bucket.units[part] = (bucket.units[part] ?? 0) + units;
  }
  return filled;
}

/** Sums of the whole window, busiest first; status classes keep their own order. */
function sumParts(
  rows: readonly Row[],
  earlier: readonly Row[] | null,
  by: UsageBy,
  labelOf: (id: string) => string,
): UsagePart[] {
  const [now, before] = [groupRows(rows), groupRows(earlier ?? [])];
  // What was called before and is not any more is a part too, or the parts would not add up to the window before.
  const all = [...new Set([...now.keys(), ...before.keys()])].map((id): UsagePart => {
    const past = earlier && sumRows(before.get(id) ?? []);
    return { name: partName(id), label: labelOf(id), ...sumRows(now.get(id) ?? []), before: past };
  });
  if (by === "status") return [...statusLabels.keys()].flatMap((name) => all.find((part) => part.name === name) ?? []);
  all.sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
  if (all.length <= maxParts) return all;
  const shown = all.slice(0, maxParts - 1);
  const rest = all.slice(maxParts - 1);
  const names = new Set(shown.map(({ name }) => name));
  const others = (from: readonly Row[]) => sumRows(from.filter(({ name }) => !names.has(partName(name))));
  const label = `${rest.length} others`;
  return [...shown, { name: "other", label, ...others(rows), before: earlier && others(earlier) }];
}

function groupRows(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const own = groups.get(row.name);
    if (own) own.push(row);
    else groups.set(row.name, [row]);
  }
  return groups;
}
