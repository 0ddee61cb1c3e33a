import type { LedgerSaid, Spend } from "@/lib/entitlements/spend";

/** What of a tenant's accounts is known outside the gateway: totals that are at most a moment old. */
export type Balances = {
  /** Units of the period; null is without limit. */
  quota: { limit: number | null; used: number };
  /** Micro-credits left over all lots. */
  creditMicro: number;
};

/**
 * What the ledger would say to a spend if no other call came in between; null: it would grant it. For people who ask
 * how they stand: a call itself is only ever granted by the ledger.
 */
export function foreseeLedger(spend: Spend, { quota, creditMicro }: Balances): LedgerSaid | null {
  let credits: { leftMicro: number; neededMicro: number } | null = null;
  let hasQuota = false;
  for (const source of spend.sources) {
    if (source.kind === "overage") return null;
    if (source.kind === "quota") {
      if (quota.limit === null || quota.used + spend.units <= quota.limit) return null;
      hasQuota = true;
    } else {
      credits = { leftMicro: creditMicro, neededMicro: spend.units * source.microPerUnit };
      if (credits.neededMicro <= creditMicro) return null;
    }
  }
  return { kind: "exhausted", quota: hasQuota ? { ...quota, held: 0 } : null, credits };
}
