import { inTransaction } from "@/db/transaction";
import type { Payment } from "@/lib/billing/server/invoices/pay-invoice";
import { payOpenInvoices } from "@/lib/billing/server/invoices/pay-open-invoices";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * A member pays what is open with the card on file.
 * @throws AppError as `payOpenInvoices`
 */
export async function payNow(ctx: Ctx): Promise<Payment> {
  const tenantId = authorizeMember(ctx, "billing:write");
  await inTransaction((tx) =>
    recordAudit(tx, ctx, { action: "invoices.pay_asked", objectKind: "tenant", objectId: tenantId, tenantId }),
  );
  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  return payOpenInvoices({ tenantId, createdBy, isPerson: true, now: ctx.now });
}
