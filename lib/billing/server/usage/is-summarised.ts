import { rawSql } from "@/db/client";
import { readSummary } from "@/lib/billing/server/usage/read-summary";

const minuteMs = 60_000;

/**
 * Whether Stripe counted a report whose answer was lost, told from the sum of its minute: more is there than was
 * answered for.
 */
export async function isSummarised(
  row: { tenantId: string; featureId: string; units: number; sentTs: Date },
  customerId: string,
): Promise<boolean> {
  const start = new Date(Math.floor(row.sentTs.getTime() / minuteMs) * minuteMs);
  const end = new Date(start.getTime() + minuteMs);
  const summed = await readSummary(row.featureId, customerId, start, end);
  const [known] = await rawSql()<{ units: number }[]>`
    select coalesce(sum(units), 0)::bigint as units from meter_row
     where tenant_id = ${row.tenantId} and feature_id = ${row.featureId} and status in ('sent', 'duplicate')
       and sent_ts >= ${start} and sent_ts < ${end}`;
  return summed !== null && summed >= (known?.units ?? 0) + row.units;
}
