import type { creditPack } from "@/db/schema/catalog";
import type { CreditPackView } from "@/lib/billing/views";
import { creditDecimal } from "@/lib/credits";

/** A credit pack as it can be bought. */
export const describePack = (row: typeof creditPack.$inferSelect): CreditPackView => ({
  id: row.id,
  name: row.name,
  credits: creditDecimal(row.creditMicro),
  price: { amountMinor: row.priceMinor, currency: row.currency },
  expiresAfterDays: row.expiresAfterDays,
});
