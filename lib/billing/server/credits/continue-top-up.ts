import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount, stripeCommand } from "@/db/schema/billing";
import { topUp } from "@/db/schema/invoices";
import type { Command, CommandError } from "@/lib/billing/server/commands/command";
import type { CommandAnswer, CommandKind } from "@/lib/billing/server/commands/command-kinds";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { endDeclined } from "@/lib/billing/server/credits/end-declined";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";

type Attempt = typeof topUp.$inferSelect;

/** The attempt ends here for now: refused, or nobody knows. */
class Stopped extends Error {
  constructor(
    readonly invoiceId: string | null,
    readonly refused: CommandError | null,
  ) {
    super("stopped");
  }
}

/**
 * Takes an automatic top-up as far as it goes: invoice, line, finalising, payment. Each step is a command with a key of
 * its own, so whoever repeats it, after whatever interruption, charges once. What it led to is read back by the sync.
 * @returns whether it came to an end.
 */
export async function continueTopUp(id: string, now: Date): Promise<boolean> {
  const [attempt] = await database().select().from(topUp).where(eq(topUp.id, id));
  if (!attempt || (attempt.status !== "claimed" && attempt.status !== "unknown")) return false;
  const [account] = await database()
    .select({ customer: billingAccount.stripeCustomerId })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, attempt.tenantId));
  if (!account?.customer) throw new Error("A top-up was begun without a customer.");
  try {
    await charge(attempt, account.customer, now);
  } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped;
    if (stopped.refused) return endDeclined(attempt, stopped.invoiceId, stopped.refused, now);
    await database().update(topUp).set({ status: "unknown" }).where(eq(topUp.id, id));
    return false;
  }
  await syncTenant(attempt.tenantId, now);
  return true;
}

async function charge(attempt: Attempt, customer: string, now: Date): Promise<void> {
  const metadata = { tenant_id: attempt.tenantId, top_up_id: attempt.id, kind: "credits" };
  let invoiceId = attempt.stripeInvoiceId;
  if (invoiceId === null) {
    const invoice = await step(attempt, now, null, "invoice.create", "invoice", {
      params: {
        customer,
        auto_advance: false,
        collection_method: "charge_automatically",
        pending_invoice_items_behavior: "exclude",
        currency: attempt.currency.toLowerCase(),
        description: "Automatic top-up",
        metadata,
      },
    });
    invoiceId = invoice.id;
    await database().update(topUp).set({ stripeInvoiceId: invoiceId }).where(eq(topUp.id, attempt.id));
  }
  if (!(await isDone(attempt, "item"))) {
    const description = `Prepaid credits: ${attempt.creditMicro / 1_000_000}`;
    await step(attempt, now, invoiceId, "invoice_item.create", "item", {
      params: {
        customer,
        invoice: invoiceId,
        amount: attempt.amountMinor,
        currency: attempt.currency.toLowerCase(),
        description,
        metadata,
      },
    });
  }
  if (!(await isDone(attempt, "finalize"))) {
    const finalized = await step(attempt, now, invoiceId, "invoice.finalize", "finalize", {
      id: invoiceId,
      params: { auto_advance: false },
    });
    const hostedUrl = finalized.hosted_invoice_url ?? null;
    await database().update(topUp).set({ hostedUrl }).where(eq(topUp.id, attempt.id));
    // The customer's balance may cover it.
    if (finalized.status === "paid") return;
  }
  if (await isDone(attempt, "pay")) return;
  await step(attempt, now, invoiceId, "invoice.pay", "pay", {
    id: invoiceId,
    params: { off_session: true, ...(attempt.paymentMethodId && { payment_method: attempt.paymentMethodId }) },
  });
}

const keyOf = (attempt: Attempt, suffix: string) => `topup:${attempt.id}:${suffix}`;

async function isDone(attempt: Attempt, suffix: string): Promise<boolean> {
  const [row] = await database()
    .select({ status: stripeCommand.status })
    .from(stripeCommand)
    .where(eq(stripeCommand.idempotencyKey, keyOf(attempt, suffix)));
  return row?.status === "done";
}

async function step<K extends CommandKind>(
  attempt: Attempt,
  now: Date,
  invoiceId: string | null,
  kind: K,
  suffix: string,
  request: Command<K>["request"],
): Promise<CommandAnswer<K>> {
  const { tenantId } = attempt;
  const result = await runCommand({ tenantId, kind, key: keyOf(attempt, suffix), request, createdBy: "top-up", now });
  if (result.status === "done") return result.answer;
  throw new Stopped(invoiceId, result.status === "failed" ? result.error : null);
}
