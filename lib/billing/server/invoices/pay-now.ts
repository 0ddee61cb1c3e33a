import { inTransaction } from "@/db/transaction";
import { returnAttempt, takeAttempt } from "@/lib/accounts/server/take-attempt";
import type { Payment } from "@/lib/billing/server/invoices/pay-invoice";
import { payOpenInvoices } from "@/lib/billing/server/invoices/pay-open-invoices";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Who presses on with a card that is declined is stopped before the bank does it. */
const triesPerHour = 10;

/**
 * A member pays what is open with the card on file.
 * @throws AppError as `payOpenInvoices`; `rate_limited` after ten tries in an hour that did not pay
 */
export async function payNow(ctx: Ctx): Promise<Payment> {
  const tenantId = authorizeMember(ctx, "billing:write");
  await inTransaction((tx) =>
    recordAudit(tx, ctx, { action: "invoices.pay_asked", objectKind: "tenant", objectId: tenantId, tenantId }),
  );
  const guard = { guard: "pay", subject: tenantId, limit: triesPerHour, windowMs: 3_600_000 };
  await takeAttempt(guard, ctx.now);
  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  const payment = await payOpenInvoices({ tenantId, createdBy, isPerson: true, now: ctx.now });
  if (payment.status === "paid") await returnAttempt(guard, ctx.now);
  return payment;
}
