import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { billingSubscription } from "@/db/schema/billing";
import { plan, type planVersion } from "@/db/schema/catalog";
import type { InvoiceLine } from "@/db/schema/invoices";
import { billedShare } from "@/lib/billing/billed-share";
import { overageAmount } from "@/lib/billing/overage-amount";
import { readOverage } from "@/lib/billing/server/manual/read-overage";
import type { Period } from "@/lib/period";

type Row = typeof billingSubscription.$inferSelect;
type Version = typeof planVersion.$inferSelect;

/**
 * What a tenant owes for a part of its term: the flat price for the days that it held, and the units beyond everything
 * else at their rate, as the ledger holds them. Instants are billing time.
 */
export async function statementLines(
  tx: Transaction,
  row: Row,
  version: Version,
  part: { from: Date; end: Date; whole: Period },
  clockOffsetSeconds: number,
): Promise<InvoiceLine[]> {
  const [named] = await tx.select({ name: plan.name }).from(plan).where(eq(plan.id, version.planId));
  const [periodStart, periodEnd] = [part.from.toISOString(), part.end.toISOString()];
  const common = { periodStart, periodEnd, quantity: null, isProration: false };
  const flat = billedShare(version.priceMinor, part.whole, { ...row, startedAt: part.from, endedAt: part.end });
  const lines: InvoiceLine[] = [
    {
      ...common,
      description: named?.name ?? version.id,
      units: null,
      quantity: 1,
      amountMinor: flat.amountMinor,
      priceId: `${version.id}:flat`,
      isProration: !flat.isWhole,
    },
  ];
  for (const used of await readOverage(tx, row, version, part.end, clockOffsetSeconds)) {
    const amountMinor = overageAmount(used.units, used.rateE12);
    const priceId = `${version.id}:${used.featureId}`;
    lines.push({
      ...common,
      description: used.name,
      units: used.units,
      amountMinor,
      priceId,
      accounts: used.accounts,
    });
  }
  return lines;
}
