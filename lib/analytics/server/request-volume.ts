import type { z } from "zod";
import { rawSql } from "@/db/client";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { bucketStarts, timeRange } from "@/lib/analytics/time-range";
import type { RequestVolume, StatusClass, VolumeBucket } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** How many live calls were answered over time, by status class and weight. */
export async function requestVolume(ctx: Ctx, input: z.input<typeof RangeOnlyInput>): Promise<RequestVolume> {
  authorizeStaff(ctx, "staff:read");
  const range = timeRange(parseInput(RangeOnlyInput, input).range, ctx.now);
  const rows = await rawSql()<{ start: Date; class: StatusClass; calls: number }[]>`
    select date_bin(${`${range.stepMs} milliseconds`}::interval, decided_at, 'epoch'::timestamptz) as start,
           case when status in (402, 429) then status::text when status >= 500 then '5xx'
                when status >= 400 then '4xx' else 'ok' end as class,
           sum(weight)::float8 as calls
      from request_log
     where mode = 'live' and decided_at >= ${range.from} and decided_at < ${range.to}
     group by 1, 2`;
  const buckets = new Map(
    bucketStarts(range).map((start): [number, VolumeBucket] => [
      start.getTime(),
      {
        start: start.toISOString(),
        calls: { ok: 0, "402": 0, "429": 0, "4xx": 0, "5xx": 0 },
        complete: start.getTime() + range.stepMs <= ctx.now.getTime(),
      },
    ]),
  );
  for (const row of rows) {
    const bucket = buckets.get(row.start.getTime());
    if (bucket) bucket.calls[row.class] += row.calls;
  }
  return {
    asOf: ctx.now.toISOString(),
    stepMs: range.stepMs,
    calls: rows.reduce((sum, row) => sum + row.calls, 0),
    buckets: [...buckets.values()],
  };
}
