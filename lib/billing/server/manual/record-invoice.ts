import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { invoice, statement } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { RecordInvoiceInput } from "@/lib/billing/manual-inputs";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Keeps an invoice that the operator wrote elsewhere, so that the tenant finds it here and a late payment can name it.
 * Its number is kept once a tenant.
 * @throws AppError `not_found` while nothing is billed by hand, `validation_failed`, `conflict` for a number twice.
 */
export async function recordInvoice(
  ctx: Ctx,
  input: z.input<typeof RecordInvoiceInput>,
): Promise<{ invoiceId: string }> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, number, amountMinor, currency, dueAt, url, statementId } = parseInput(RecordInvoiceInput, input);
  return inTransaction(async (tx) => {
    const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
    const { other } = await readHolding(tx, tenantId);
    const [billed] = statementId
      ? await tx
          .select()
          .from(statement)
          .where(and(eq(statement.id, statementId), eq(statement.tenantId, tenantId)))
          .for("update")
      : [];
    if (statementId && !billed) throw invalidField("/statementId", "unknown", "This tenant has no such statement.");
    if (billed?.invoiceId) throw new AppError("conflict", "This statement has its invoice.");
    if (billed && billed.currency !== currency) {
      throw invalidField("/currency", "other_currency", `The statement is in ${billed.currency}.`);
    }
    const billingSubscriptionId =
      billed?.billingSubscriptionId ?? (other?.billedBy === "manual" ? other.id : undefined);
    if (!billingSubscriptionId) throw new AppError("not_found");
    const [twice] = await tx
      .select({ id: invoice.id })
      .from(invoice)
      .where(and(eq(invoice.tenantId, tenantId), eq(invoice.billedBy, "manual"), eq(invoice.number, number)));
    if (twice) throw new AppError("conflict", `Invoice ${number} is recorded already.`);
    const id = newId("invoice", ctx.now);
    await tx.insert(invoice).values({
      id,
      tenantId,
      billingSubscriptionId,
      billedBy: "manual",
      number,
      status: "open",
      reason: "manual",
      currency,
      subtotalMinor: amountMinor,
      totalMinor: amountMinor,
      dueMinor: amountMinor,
      paidMinor: 0,
      autoAdvance: false,
      periodStart: billed?.periodStart ?? null,
      periodEnd: billed?.periodEnd ?? null,
      createdAt: billingNow,
      finalizedAt: billingNow,
      dueAt: dueAt ? new Date(dueAt) : null,
      hostedUrl: url ?? null,
      lines: billed?.lines ?? [],
    });
    if (billed) {
      await tx
        .update(statement)
        .set({ invoiceId: id })
        .where(and(eq(statement.id, billed.id), isNull(statement.invoiceId)));
    }
    await recordAudit(tx, ctx, {
      action: "invoice.recorded",
      objectKind: "invoice",
      objectId: id,
      tenantId,
      after: { number, amountMinor, currency },
    });
    return { invoiceId: id };
  });
}
