import { rawSql } from "@/db/client";

/** A run is written within seconds of its first refusal; whoever was faster is noted once it is there. */
const writtenMs = 8_000;

/**
 * Notes on a run of refusals that somebody of the tenant opened the receipt of one of its calls; the first time only.
 * Nothing waits for it.
 */
export async function noteReceiptOpened(
  call: { tenantId: string; featureId: string | null; code: string; decidedAt: Date },
  now: Date,
): Promise<void> {
  const isNoted = await note(call, now);
  if (isNoted || now.getTime() - call.decidedAt.getTime() > 60_000) return;
  await new Promise((resolve) => setTimeout(resolve, writtenMs));
  await note(call, now);
}

async function note(
  { tenantId, featureId, code, decidedAt }: Parameters<typeof noteReceiptOpened>[0],
  now: Date,
): Promise<boolean> {
  const rows = await rawSql()`
    update episode set receipt_opened_at = coalesce(receipt_opened_at, ${now})
     where tenant_id = ${tenantId} and feature_id = ${featureId ?? ""} and code = ${code} and opened_at <= ${decidedAt}
       and (resolved_at is null or resolved_at >= ${decidedAt})
    returning id`;
  return rows.length > 0;
}
