import type { creditPack } from "@/db/schema/catalog";
import type { CreditPackRow } from "@/lib/catalog/views";
import { creditDecimal } from "@/lib/credits";

export const describeCreditPack = (row: typeof creditPack.$inferSelect): CreditPackRow => ({
  id: row.id,
  name: row.name,
  credits: creditDecimal(row.creditMicro),
  priceMinor: row.priceMinor,
  currency: row.currency,
  expiresAfterDays: row.expiresAfterDays,
  position: row.position,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});
