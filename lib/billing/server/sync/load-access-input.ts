import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { billingAccount, billingSubscription } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { invoice } from "@/db/schema/invoices";
import type { AccessInput } from "@/lib/billing/types";
import { AppError } from "@/lib/errors";

/**
 * Reads from the mirror all that a tenant's access is derived from.
 * @throws AppError `not_found` for the tenant.
 */
export async function loadAccessInput(reader: Reader, tenantId: string): Promise<AccessInput> {
  const [home] = await reader
    .select({ since: tenant.createdAt, offset: billingAccount.clockOffsetSeconds })
    .from(tenant)
    .leftJoin(billingAccount, eq(billingAccount.tenantId, tenant.id))
    .where(eq(tenant.id, tenantId));
  if (!home) throw new AppError("not_found");
  const subscriptions = await reader
    .select()
    .from(billingSubscription)
    .where(eq(billingSubscription.tenantId, tenantId));
  const invoices = await reader
    .select({
      id: invoice.id,
      subscriptionId: invoice.billingSubscriptionId,
      number: invoice.number,
      status: invoice.status,
      isSent: sql<boolean>`${invoice.dueAt} is not null`,
      dueMinor: invoice.dueMinor,
      totalMinor: invoice.totalMinor,
      currency: invoice.currency,
      attemptCount: invoice.attemptCount,
      finalizedAt: invoice.finalizedAt,
      dueAt: invoice.dueAt,
      cause: invoice.cause,
    })
    .from(invoice)
    .where(eq(invoice.tenantId, tenantId));
  const versions = [...new Set(subscriptions.flatMap(({ planVersionId }) => planVersionId ?? []))];
  const terms =
    versions.length === 0
      ? []
      : await reader
          .select({ id: planVersion.id, graceDays: planVersion.graceDays, trialGraceDays: planVersion.trialGraceDays })
          .from(planVersion)
          .where(inArray(planVersion.id, versions));
  return {
    subscriptions,
    invoices,
    terms: {
      graceDays: new Map(terms.map(({ id, ...days }) => [id, days])),
      fallbackPlanVersionId: await findFallback(reader, tenantId),
    },
    clockOffsetSeconds: home.offset ?? 0,
    since: home.since,
  };
}

/** The version of the fallback plan that the tenant holds already, else the newest: versions change for nobody. */
async function findFallback(reader: Reader, tenantId: string): Promise<string | null> {
  const [version] = await reader
    .select({ id: planVersion.id })
    .from(plan)
    .innerJoin(planVersion, eq(planVersion.planId, plan.id))
    .leftJoin(
      subscription,
      and(
        eq(subscription.planVersionId, planVersion.id),
        eq(subscription.tenantId, tenantId),
        eq(subscription.source, "nobody"),
        isNull(subscription.replacedAt),
      ),
    )
    .where(and(eq(plan.fallback, true), isNull(plan.archivedAt), eq(planVersion.status, "published")))
    .orderBy(sql`${subscription.id} is null`, desc(planVersion.number))
    .limit(1);
  return version?.id ?? null;
}
