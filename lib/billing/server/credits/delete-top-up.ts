import { eq } from "drizzle-orm";
import { topUpRule } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { stepTopUpRule } from "@/lib/billing/server/credits/step-top-up-rule";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Switches automatic top-ups off. One that is being paid right now may still come. */
export async function deleteTopUp(ctx: Ctx): Promise<void> {
  const tenantId = authorizeMember(ctx, "billing:write");
  await inTransaction(async (tx) => {
    const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
    const [rule] = await tx.select().from(topUpRule).where(eq(topUpRule.tenantId, tenantId));
    if (!rule || rule.state === "off") return;
    await stepTopUpRule(tx, tenantId, { kind: "switched_off" }, billingNow);
    await recordAudit(tx, ctx, {
      action: "top_up.switched_off",
      objectKind: "top_up_rule",
      objectId: tenantId,
      tenantId,
    });
  });
}
