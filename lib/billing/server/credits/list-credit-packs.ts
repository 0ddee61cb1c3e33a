import { and, asc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { creditPack } from "@/db/schema/catalog";
import { describePack } from "@/lib/billing/server/credits/describe-pack";
import type { CreditPackView } from "@/lib/billing/views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The packs that the caller's tenant can buy: on sale, and in the currency that it pays in. */
export async function listCreditPacks(ctx: Ctx): Promise<CreditPackView[]> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const [account] = await database()
    .select({ currency: billingAccount.currency })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId));
  const rows = await database()
    .select()
    .from(creditPack)
    .where(
      and(isNull(creditPack.archivedAt), account?.currency ? eq(creditPack.currency, account.currency) : undefined),
    )
    .orderBy(asc(creditPack.position), asc(creditPack.priceMinor), asc(creditPack.id));
  return rows.map(describePack);
}
