import { asc, isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { creditPack } from "@/db/schema/catalog";
import { describeCreditPack } from "@/lib/catalog/server/describe-credit-pack";
import type { CreditPackRow } from "@/lib/catalog/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every credit pack in the operator's order, those off sale last. */
export async function listCreditPacks(ctx: Ctx): Promise<CreditPackRow[]> {
  authorizeStaff(ctx, "staff:read");
  const rows = await database()
    .select()
    .from(creditPack)
    .orderBy(
      isNotNull(creditPack.archivedAt),
      asc(creditPack.position),
      asc(creditPack.priceMinor),
      asc(creditPack.id),
    );
  return rows.map(describeCreditPack);
}
