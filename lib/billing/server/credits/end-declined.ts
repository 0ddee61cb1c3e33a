import { and, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { topUp } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { type DeclineJudgement, declineCause } from "@/lib/billing/decline-cause";
import { readBillingNow } from "@/lib/billing/server/clock/read-billing-now";
import type { CommandError } from "@/lib/billing/server/commands/command";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { stepTopUpRule } from "@/lib/billing/server/credits/step-top-up-rule";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import { log } from "@/lib/server/log";
import { recordNotice } from "@/lib/server/record-notice";

type Attempt = typeof topUp.$inferSelect;

/**
 * Ends an automatic top-up that was declined. Its invoice is voided first, or it might be collected after we gave up;
 * where the bank wants a confirmation it stays open for a day.
 * @returns false while the invoice could not be voided: the attempt goes on holding others back.
 */
export async function endDeclined(
  attempt: Attempt,
  invoiceId: string | null,
  error: CommandError,
  now: Date,
): Promise<boolean> {
  const judged = judge(error);
  if (judged.class !== "auth" && invoiceId !== null && !(await voidInvoice(attempt, invoiceId, now))) return false;
  await inTransaction(async (tx) => {
    const { billingNow } = await readBillingNow(tx, attempt.tenantId, now);
    const isAuth = judged.class === "auth";
    const ended = await tx
      .update(topUp)
      .set({
        status: isAuth ? "needs_action" : "failed",
        cause: judged.cause,
        doneAt: isAuth ? null : billingNow,
      })
      .where(and(eq(topUp.id, attempt.id), inArray(topUp.status, ["claimed", "unknown"])))
      .returning({ id: topUp.id });
    if (ended.length === 0) return;
    const rule = await stepTopUpRule(tx, attempt.tenantId, { kind: "declined", ...judged }, billingNow);
    if (!rule || rule.state === "off" || rule.state === "armed" || rule.state === "charging") return;
    await recordNotice(tx, {
      tenantId: attempt.tenantId,
      kind: "credits.recharge_failed",
      dedupeKey: `recharge_failed:${attempt.id}`,
      data: {
        amountMinor: attempt.amountMinor,
        currency: attempt.currency,
        cause: judged.cause,
        state: rule.state,
        nextAttemptAt: rule.cooldownUntil?.toISOString() ?? null,
      },
      now,
    });
  });
  await syncTenant(attempt.tenantId, now);
  return true;
}

/** What is no decline is a fault of ours or of the set-up: the card is not to blame, and trying later may do. */
function judge(error: CommandError): Pick<DeclineJudgement, "class" | "cause"> {
  if (error.status !== 402) {
    log().error({ error }, "an automatic top-up was refused");
    return { class: "soft", cause: "unknown" };
  }
  const judged = declineCause(error);
  if (!judged.isKnown) log().warn({ error }, "a decline nobody knows");
  return judged;
}

async function voidInvoice(attempt: Attempt, invoiceId: string, now: Date): Promise<boolean> {
  const result = await runCommand({
    tenantId: attempt.tenantId,
    kind: "invoice.void",
    key: `void:${invoiceId}`,
    request: { id: invoiceId, params: {} },
    createdBy: "top-up",
    now,
  });
  if (result.status === "done") return true;
  if (result.status === "unknown") return false;
  // Somebody paid it in the meantime, or it is a draft still: what it is now is read, and a person looks.
  await syncTenant(attempt.tenantId, now);
  const [after] = await database().select().from(topUp).where(eq(topUp.id, attempt.id));
  if (after?.status === "paid") return true;
  await raiseTask(database(), {
    tenantId: attempt.tenantId,
    kind: "top_up_invoice_open",
    objectId: invoiceId,
    details: { topUpId: attempt.id, said: result.error.message },
    now,
  });
  return true;
}
