import type { z } from "zod";
import { rawSql } from "@/db/client";
import { UsageInput } from "@/lib/analytics/inputs";
import { requireOwnKey } from "@/lib/analytics/server/require-own-key";
import { bucketStarts, timeRange } from "@/lib/analytics/time-range";
import type { UsageBucket, UsageBy, UsageOverTime, UsagePart } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

type Row = { start: Date; name: string; label: string; calls: number; units: number; refused: number };

/** As many parts as can be told apart by colour; the rest is summed up as `other`. */
const maxParts = 6;

/** What a row of the log belongs to and what that is called; ids stand for things that have no name any more. */
function dividedBy(by: UsageBy) {
  const sql = rawSql();
  switch (by) {
    case "key":
      return sql`coalesce(r.key_id, 'none') as name, coalesce(k.name, r.key_hint, 'no key') as label`;
    case "feature":
      return sql`coalesce(r.feature_id, 'none') as name, coalesce(f.name, 'no feature') as label`;
    case "route":
      return sql`coalesce(r.route_id, 'none') as name,
                 coalesce(r.method || ' /' || a.slug || r.route_path, 'unknown route') as label`;
    case "status":
      return sql`case when r.status in (402, 429) then r.status::text when r.status >= 500 then '5xx'
                      when r.status >= 400 then '4xx' else 'ok' end as name, '' as label`;
  }
}

/** Status classes in the order in which they are drawn. */
const statusLabels = new Map([
  ["ok", "2xx and 3xx"],
  ["402", "402"],
  ["429", "429"],
  ["4xx", "Other 4xx"],
  ["5xx", "5xx"],
]);

/** The calls and units of the caller's tenant over time, by key, feature, route or status class. */
export async function usageOverTime(ctx: Ctx, input: z.input<typeof UsageInput>): Promise<UsageOverTime> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const { by, key, mode, range: rangeName } = parseInput(UsageInput, input);
  await requireOwnKey(tenantId, key);
  const range = timeRange(rangeName, ctx.now);
  const sql = rawSql();
  const rows = await sql<Row[]>`
    select date_bin(${`${range.stepMs} milliseconds`}::interval, r.decided_at, 'epoch'::timestamptz) as start,
           ${dividedBy(by)}, sum(r.weight)::float8 as calls, sum(r.units)::float8 as units,
           coalesce(sum(r.weight) filter (where r.status = 402), 0)::float8 as refused
      from request_log r
      left join api_key k on k.tenant_id = r.tenant_id and k.id = r.key_id
      left join feature f on f.id = r.feature_id
      left join api a on a.id = r.api_id
     where r.tenant_id = ${tenantId} and r.mode = ${mode}
       and r.decided_at >= ${range.from} and r.decided_at < ${range.to}
       ${key === undefined ? sql`` : sql`and r.key_id = ${key}`}
     group by 1, 2, 3`;
  const parts = sumParts(rows, by);
  const kept = new Set(parts.map(({ name }) => name));
  const buckets = new Map(
    bucketStarts(range).map((start): [number, UsageBucket] => [
      start.getTime(),
      {
        start: start.toISOString(),
        calls: {},
        units: {},
        complete: start.getTime() + range.stepMs <= ctx.now.getTime(),
      },
    ]),
  );
  for (const row of rows) {
    const bucket = buckets.get(row.start.getTime());
    if (!bucket) continue;
    const name = kept.has(row.name) ? row.name : "other";
    bucket.calls[name] = (bucket.calls[name] ?? 0) + row.calls;
    bucket.units[name] = (bucket.units[name] ?? 0) + row.units;
  }
  const total = (field: "calls" | "units" | "refused") => rows.reduce((sum, row) => sum + row[field], 0);
  return {
    asOf: ctx.now.toISOString(),
    stepMs: range.stepMs,
    by,
    calls: total("calls"),
    units: total("units"),
    refused: total("refused"),
    parts,
    buckets: [...buckets.values()],
  };
}

/** Sums of the whole window, busiest first; status classes keep their own order. */
function sumParts(rows: readonly Row[], by: UsageBy): UsagePart[] {
  const sums = new Map<string, UsagePart>();
  const add = (name: string, label: string, row: Pick<UsagePart, "calls" | "units" | "refused">) => {
    const sum = sums.get(name) ?? { name, label, calls: 0, units: 0, refused: 0 };
    sum.calls += row.calls;
    sum.units += row.units;
    sum.refused += row.refused;
    sums.set(name, sum);
  };
  for (const row of rows) add(row.name, by === "status" ? (statusLabels.get(row.name) ?? row.name) : row.label, row);
  if (by === "status") return [...statusLabels.keys()].flatMap((name) => sums.get(name) ?? []);
  const all = [...sums.values()].sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
  if (all.length <= maxParts) return all;
  sums.clear();
  for (const part of all.slice(maxParts - 1)) add("other", `${all.length - maxParts + 1} others`, part);
  return [...all.slice(0, maxParts - 1), ...sums.values()];
}
