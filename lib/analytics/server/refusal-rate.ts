import type { z } from "zod";
import { rawSql } from "@/db/client";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { passedCodes, refusalFamilies, refusalFamily } from "@/lib/analytics/refusal-family";
import { bucketStarts, timeRange } from "@/lib/analytics/time-range";
import type { RateBucket, RefusalRate } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * The 402 rate over time: M1 = ΣP / ΣE with P and E counted by weight, live mode only. Families share one
 * denominator, so they stack to the rate.
 */
export async function refusalRate(ctx: Ctx, input: z.input<typeof RangeOnlyInput>): Promise<RefusalRate> {
  authorizeStaff(ctx, "staff:read");
  const range = timeRange(parseInput(RangeOnlyInput, input).range, ctx.now);
  const rows = await rawSql()<{ start: Date; code: string | null; calls: number }[]>`
    select date_bin(${`${range.stepMs} milliseconds`}::interval, decided_at, 'epoch'::timestamptz) as start,
           case when status = 402 then code end as code, sum(weight)::float8 as calls
      from request_log
     where mode = 'live' and decided_at >= ${range.from} and decided_at < ${range.to}
       and (status = 402 and code is not null
            or feature_id is not null and (code is null or code = any(${[...passedCodes]})))
     group by 1, 2`;
  const buckets = new Map(
    bucketStarts(range).map((start): [number, RateBucket] => [
      start.getTime(),
      {
        start: start.toISOString(),
        eligible: 0,
        refused: { quota: 0, credits: 0, overdue: 0, not_in_plan: 0, no_plan: 0, payment: 0 },
        complete: start.getTime() + range.stepMs <= ctx.now.getTime(),
      },
    ]),
  );
  for (const row of rows) {
    const bucket = buckets.get(row.start.getTime());
    if (!bucket) continue;
    bucket.eligible += row.calls;
    const family = row.code === null ? null : refusalFamily(row.code);
    if (family) bucket.refused[family] += row.calls;
  }
  const list = [...buckets.values()];
  const refusedIn = (bucket: RateBucket) => refusalFamilies.reduce((sum, family) => sum + bucket.refused[family], 0);
  return {
    asOf: ctx.now.toISOString(),
    stepMs: range.stepMs,
    eligible: list.reduce((sum, bucket) => sum + bucket.eligible, 0),
    refused: list.reduce((sum, bucket) => sum + refusedIn(bucket), 0),
    buckets: list,
  };
}
