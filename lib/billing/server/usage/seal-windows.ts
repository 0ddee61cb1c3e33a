import { rawSql } from "@/db/client";
import { findUnreported } from "@/lib/billing/server/usage/find-unreported";
import { sealTenant } from "@/lib/billing/server/usage/seal-tenant";
import { sealedUntil } from "@/lib/billing/server/usage/sealed-until";
import { log } from "@/lib/server/log";

/**
 * Seals the hours that are over: what was used beyond quota and credits becomes rows for Stripe. Hours are real time,
 * and wait for the gateways' reports for at most five minutes; what comes later becomes further rows. One tenant's fault
 * stops no other.
 */
export async function sealWindows(now: Date): Promise<{ sealed: number; failed: number }> {
  const counts = { sealed: 0, failed: 0 };
  const until = await sealedUntil(rawSql(), now);
  for (const tenantId of await findUnreported(rawSql(), until, now)) {
    try {
      counts.sealed += await sealTenant(tenantId, until, now);
    } catch (err) {
      counts.failed++;
      log().error({ err, tenantId }, "Overage could not be sealed.");
    }
  }
  return counts;
}
