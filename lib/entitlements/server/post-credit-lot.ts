import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { newId } from "@/lib/id";

export type CreditLotPosting = {
  tenantId: string;
  kind: "plan" | "bought" | "granted";
  micro: number;
  /** Smaller burns first. */
  priority: number;
  /** Real time; null: never. */
  expiresAt: Date | null;
  /** What it is given for, once: `manual` and a request, `purchase` and a PaymentIntent, … */
  sourceType: string;
  sourceId: string;
  reason: string;
  createdBy: string;
  now: Date;
};

/**
 * Opens a credit lot in the ledger, once per source: a repeat answers the lot that was made first. The caller tells the
 * gateways with `recordChange` afterwards.
 */
export async function postCreditLot(
  tx: Transaction,
  lot: CreditLotPosting,
): Promise<{ lotId: string; isNew: boolean }> {
  const [row] = await tx.execute<{ said: { lotId: string; isNew: boolean } }>(sql`
    select credit_lot_open(${lot.tenantId}, ${newId("creditLot", lot.now)}, ${lot.kind}, ${lot.micro}::bigint,
                           ${lot.priority}::int, ${lot.expiresAt?.toISOString() ?? null}::timestamptz, ${lot.sourceType},
                           ${lot.sourceId}, ${lot.reason}, ${lot.createdBy}) as said`);
  if (!row) throw new Error("A credit lot was not answered for.");
  return { lotId: row.said.lotId, isNew: row.said.isNew };
}
