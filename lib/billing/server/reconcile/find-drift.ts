import { and, eq, gt, inArray, isNotNull } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount, billingSubscription, billingTask, stripeLink, stripeObject } from "@/db/schema/billing";
import { creditLot } from "@/db/schema/entitlements";
import { invoice } from "@/db/schema/invoices";
import { checkPrice } from "@/lib/billing/server/reconcile/check-price";
import { checkProduct } from "@/lib/billing/server/reconcile/check-product";
import { retrieved } from "@/lib/billing/server/stripe/retrieved";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { requestSync } from "@/lib/billing/server/sync/request-sync";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

const lookBackMs = 40 * 86_400_000;

/** Subscriptions, invoices, prices, products and bought credits, each against what Stripe says. */
export async function findDrift(now: Date): Promise<Record<string, number>> {
  const owners = await ownersByCustomer();
  const stale = new Set<string>();
  const subscriptions = await compareSubscriptions(owners, stale);
  const invoices = await compareInvoices(owners, stale, now);
  for (const tenantId of stale) await requestSync(database(), tenantId, now);
  return { subscriptions, invoices, ...(await compareCatalog(now)), ...(await compareCredits(now)) };
}

async function ownersByCustomer(): Promise<Map<string, string>> {
  const rows = await database()
    .select({ tenantId: billingAccount.tenantId, customerId: billingAccount.stripeCustomerId })
    .from(billingAccount)
    .where(isNotNull(billingAccount.stripeCustomerId));
  return new Map(rows.map(({ tenantId, customerId }) => [customerId ?? "", tenantId]));
}

const idOf = (reference: string | { id: string } | null) =>
  typeof reference === "string" ? reference : (reference?.id ?? "");

async function compareSubscriptions(owners: Map<string, string>, stale: Set<string>): Promise<number> {
  const rows = await database()
    .select({ id: billingSubscription.stripeSubscriptionId, status: billingSubscription.status })
    .from(billingSubscription)
    .where(isNotNull(billingSubscription.stripeSubscriptionId));
  const mirrored = new Map(rows.map(({ id, status }) => [id, status]));
  let differ = 0;
  for await (const { id, customer, status } of stripeClient().subscriptions.list({ status: "all", limit: 100 })) {
    const tenantId = owners.get(idOf(customer));
    if (!tenantId || mirrored.get(id) === status) continue;
    differ += 1;
    stale.add(tenantId);
  }
  return differ;
}

async function compareInvoices(owners: Map<string, string>, stale: Set<string>, now: Date): Promise<number> {
  const rows = await database()
    .select({ id: invoice.stripeInvoiceId, status: invoice.status, paidMinor: invoice.paidMinor })
    .from(invoice)
    .where(isNotNull(invoice.stripeInvoiceId));
  const mirrored = new Map(rows.map((row) => [row.id, row]));
  const since = Math.floor((now.getTime() - lookBackMs) / 1000);
  let differ = 0;
  const list: AsyncIterable<Stripe.Invoice> = stripeClient().invoices.list({ limit: 100, created: { gte: since } });
  for await (const { id, customer, status, amount_paid: paid } of list) {
    const tenantId = owners.get(idOf(customer));
    const row = mirrored.get(id);
    if (!tenantId || (row?.status === status && row.paidMinor === paid)) continue;
    differ += 1;
    stale.add(tenantId);
  }
  return differ;
}

async function compareCatalog(now: Date): Promise<{ prices: number; products: number }> {
  const rows = await database()
    .select({ type: stripeObject.localType, stripeId: stripeObject.stripeId })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount));
  const counts = { prices: 0, products: 0 };
  for (const { type, stripeId } of rows) {
    if (type === "price" && (await checkPrice(stripeId, now))) counts.prices += 1;
    if ((type === "plan" || type === "credit_product") && (await checkProduct(stripeId, now))) counts.products += 1;
  }
  return counts;
}

/** Credits that were bought stand for a payment that was made; one that was not is for an admin. */
async function compareCredits(now: Date): Promise<{ unpaidLots: number }> {
  const lots = await database()
    .select({ id: creditLot.id, tenantId: creditLot.tenantId, paymentId: creditLot.sourceId })
    .from(creditLot)
    .where(
      and(
        inArray(creditLot.sourceType, ["purchase", "top_up"]),
        gt(creditLot.createdAt, new Date(now.getTime() - lookBackMs)),
      ),
    );
  let unpaidLots = 0;
  for (const { id, tenantId, paymentId } of lots) {
    if (!paymentId.startsWith("pi_")) continue;
    // The account that answers may be another one than it was bought at.
    const status = (await retrieved(stripeClient().paymentIntents.retrieve(paymentId)))?.status ?? "not_found";
    if (status === "succeeded" || (await isJudged(id))) continue;
    unpaidLots += 1;
    const task = { kind: "credits_unpaid", objectId: id, details: { paymentId, status }, now };
    await raiseTask(database(), { tenantId, ...task });
  }
  return { unpaidLots };
}

/** Staff has looked at it, and let it be. */
async function isJudged(lotId: string): Promise<boolean> {
  const [task] = await database()
    .select({ id: billingTask.id })
    .from(billingTask)
    .where(
      and(eq(billingTask.kind, "credits_unpaid"), eq(billingTask.objectId, lotId), isNotNull(billingTask.closedAt)),
    )
    .limit(1);
  return task !== undefined;
}
