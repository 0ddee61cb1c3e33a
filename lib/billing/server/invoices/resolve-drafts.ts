import { and, count, eq, like, ne, or } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import type { Command, CommandResult } from "@/lib/billing/server/commands/command";
import type { CommandAnswer, CommandKind } from "@/lib/billing/server/commands/command-kinds";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import type { Payer } from "@/lib/billing/server/invoices/payer";
import { priceOwner } from "@/lib/billing/server/plans/price-owner";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { subscriptionOf } from "@/lib/billing/server/sync/mirror-invoices";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import { AppError } from "@/lib/errors";

type By = Pick<Payer, "tenantId" | "createdBy" | "now">;

/**
 * Voids the drafts that Stripe went on making while a subscription was unpaid, once, before its open invoices are paid
 * (design of billing §12). Metered use on them was served and is carried to the next invoice. An ordinary draft, which
 * is collected by itself, is not touched.
 * @throws AppError `payment_in_progress`, `conflict`
 */
export async function resolveDrafts(by: By, customer: Stripe.Customer): Promise<{ voided: number; carried: number }> {
  const counts = { voided: await voidHalfClosed(by, customer.id), carried: 0 };
  const unpaid = new Set<string>();
  for await (const { id } of stripeClient().subscriptions.list({
    customer: customer.id,
    status: "unpaid",
    limit: 100,
  })) {
    unpaid.add(id);
  }
  if (unpaid.size === 0) return counts;
  const drafts: Stripe.Invoice[] = [];
  for await (const draft of stripeClient().invoices.list({ customer: customer.id, status: "draft", limit: 100 })) {
    if (draft.auto_advance === false && unpaid.has(subscriptionOf(draft) ?? "")) drafts.push(draft);
  }
  for (const draft of drafts.toSorted((a, b) => a.created - b.created)) {
    // Finalising would spend what the customer has left there, for a time in which nothing was served.
    if (draft.total > 0 && -customer.balance >= draft.total) {
      await raiseTask(database(), {
        tenantId: by.tenantId,
        kind: "draft_covered_by_balance",
        objectId: draft.id,
        details: { totalMinor: draft.total, balanceMinor: customer.balance },
        now: by.now,
      });
      continue;
    }
    counts.carried += await carryUse(by, customer.id, draft);
    const finalized = await mustRun(by, "invoice.finalize", finalizeKey(draft.id), {
      id: draft.id,
      params: { auto_advance: false },
    });
    if (finalized.status !== "open") continue;
    await mustRun(by, "invoice.void", `void:${draft.id}`, { id: draft.id, params: {} });
    counts.voided++;
  }
  return counts;
}

/**
 * What was made final here and not yet void, because a process ended or an answer was lost, is no invoice to pay: its
 * use was carried before.
 */
async function voidHalfClosed(by: By, customer: string): Promise<number> {
  const rows = await database()
    .select({ key: stripeCommand.idempotencyKey })
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.tenantId, by.tenantId),
        eq(stripeCommand.kind, "invoice.finalize"),
        like(stripeCommand.idempotencyKey, `${finalizeKey("")}%`),
        ne(stripeCommand.status, "failed"),
      ),
    );
  if (rows.length === 0) return 0;
  const ours = new Set(rows.map(({ key }) => key.split(":")[1]));
  let voided = 0;
  for await (const { id } of stripeClient().invoices.list({ customer, status: "open", limit: 100 })) {
    if (!ours.has(id)) continue;
    await mustRun(by, "invoice.void", `void:${id}`, { id, params: {} });
    voided++;
  }
  return voided;
}

const finalizeKey = (invoiceId: string) => `finalize:${invoiceId}`;

async function carryUse(by: By, customer: string, draft: Stripe.Invoice): Promise<number> {
  let carried = 0;
  for await (const line of stripeClient().invoices.listLineItems(draft.id, { limit: 100 })) {
    const price = line.pricing?.price_details?.price;
    const owner = await priceOwner(database(), typeof price === "string" ? price : (price?.id ?? ""));
    if (line.amount <= 0 || !owner || owner.component === "flat") continue;
    await mustRun(by, "invoice_item.create", `carry:${draft.id}:${line.id}`, {
      params: {
        customer,
        currency: line.currency,
        amount: line.amount,
        description: `${line.description ?? "Usage"} (carried over)`,
        period: line.period,
        metadata: { tenant_id: by.tenantId, carried_from: draft.id },
      },
    });
    carried++;
  }
  return carried;
}

/** What was refused before, for want of an address or the like, made nothing: it is asked anew under a further key. */
async function freshKey(key: string): Promise<string> {
  const [failed] = await database()
    .select({ times: count() })
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.status, "failed"),
        or(eq(stripeCommand.idempotencyKey, key), like(stripeCommand.idempotencyKey, `${key}:again%`)),
      ),
    );
  return failed && failed.times > 0 ? `${key}:again${failed.times}` : key;
}

async function mustRun<K extends CommandKind>(
  by: By,
  kind: K,
  key: string,
  request: Command<K>["request"],
): Promise<CommandAnswer<K>> {
  const result: CommandResult<K> = await runCommand({ ...by, kind, key: await freshKey(key), request });
  if (result.status === "done") return result.answer;
  if (result.status === "unknown") throw new AppError("payment_in_progress");
  throw new AppError("conflict", "An older invoice could not be closed. Please contact us.", {
    reason: "draft_not_closed",
    said: result.error.message,
  });
}
