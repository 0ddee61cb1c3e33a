import { and, desc, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { billingSubscription } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { invoice, paymentMethod } from "@/db/schema/invoices";
import { describeCard } from "@/lib/billing/server/account/describe-card";
import { readPayer } from "@/lib/billing/server/account/read-payer";
import { readSubscription } from "@/lib/billing/server/account/read-subscription";
import { describeTopUp } from "@/lib/billing/server/credits/get-top-up";
import { selectInvoices } from "@/lib/billing/server/invoices/list-all-invoices";
import { selectStatements } from "@/lib/billing/server/manual/list-statements";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { StaffBillingView } from "@/lib/billing/staff-views";
import { TenantInput } from "@/lib/entitlements/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const listedInvoices = 50;

/**
 * Everything that billing knows of a tenant, for the operator's staff.
 * @throws AppError `not_found`
 */
export async function getTenantBilling(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<StaffBillingView> {
  authorizeStaff(ctx, "staff:billing");
  const { tenantId } = parseInput(TenantInput, input);
  const [home] = await database().select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId));
  if (!home) throw new AppError("not_found");
  const { account, billingNow, clockOffsetSeconds } = await readPayer(tenantId, ctx.now);
  const [held, subscriptions, cards, topUp, invoices, statements] = await Promise.all([
    readSubscription(tenantId, billingNow),
    readSubscriptions(tenantId),
    database()
      .select()
      .from(paymentMethod)
      .where(and(eq(paymentMethod.tenantId, tenantId), isNull(paymentMethod.detachedAt))),
    describeTopUp(tenantId, ctx.now),
    selectInvoices(eq(invoice.tenantId, tenantId), listedInvoices),
    selectStatements(tenantId),
  ]);
  return {
    mode: currentMode(),
    now: billingNow.toISOString(),
    clockOffsetSeconds,
    stripeCustomerId: account?.stripeCustomerId ?? null,
    balance: account?.currency ? { amountMinor: account.balanceMinor, currency: account.currency } : null,
    syncedAt: account?.syncedAt?.toISOString() ?? null,
    syncError: account?.syncError ?? null,
    subscriptions,
    grant: held && {
      status: held.view.status,
      reason: held.grant.reason,
      endsAt: held.grant.endsAt?.toISOString() ?? null,
    },
    cards: cards.map(describeCard),
    topUp: topUp.threshold === null ? null : topUp,
    invoices,
    statements,
  };
}

async function readSubscriptions(tenantId: string): Promise<StaffBillingView["subscriptions"]> {
  const rows = await database()
    .select({ row: billingSubscription, version: planVersion, planName: plan.name })
    .from(billingSubscription)
    .leftJoin(planVersion, eq(planVersion.id, billingSubscription.planVersionId))
    .leftJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(billingSubscription.tenantId, tenantId))
    .orderBy(desc(billingSubscription.createdAt), desc(billingSubscription.id));
  return rows.map(({ row, version, planName }) => ({
    id: row.id,
    billedBy: row.billedBy,
    status: row.status,
    planName,
    versionNumber: version?.number ?? null,
    price: version && { amountMinor: version.priceMinor, currency: version.currency },
    interval: row.interval,
    periodStart: row.periodStart?.toISOString() ?? null,
    periodEnd: row.periodEnd?.toISOString() ?? null,
    trialEnd: row.trialEnd?.toISOString() ?? null,
    cancelAt: row.cancelAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    overdueSince: row.overdueSince?.toISOString() ?? null,
    reference: row.manualReference,
    stripeId: row.stripeSubscriptionId,
  }));
}
