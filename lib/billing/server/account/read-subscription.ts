import { and, desc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { billingSubscription } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { billingPeriod } from "@/lib/billing/billing-period";
import type { BillingView } from "@/lib/billing/views";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { Grant } from "@/lib/entitlements/types";

type Mirrored = typeof billingSubscription.$inferSelect;
export type HeldSubscription = {
  view: NonNullable<BillingView["subscription"]>;
  grant: Grant;
  /** What it is billed by; null for a fallback plan that nobody chose. */
  mirrored: Mirrored | null;
};

const live = ["active", "trialing", "past_due", "unpaid", "paused", "incomplete"];

/** What a tenant holds at a billing instant, with what bills it; null when it never held anything. */
export async function readSubscription(tenantId: string, at: Date): Promise<HeldSubscription | null> {
  const [row] = await database()
    .select()
    .from(subscription)
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  if (!row) return null;
  const grant = readGrant(row);
  const isOver = grant.endsAt !== null && grant.endsAt <= at;
  const planVersionId = isOver && grant.after ? grant.after.planVersionId : grant.planVersionId;
  const [version] = await findVersion(planVersionId);
  if (!version) return null;
  const rows = await database()
    .select()
    .from(billingSubscription)
    .where(eq(billingSubscription.tenantId, tenantId))
    .orderBy(desc(billingSubscription.createdAt));
  const mirrored =
    rows.find((one) => one.planVersionId === planVersionId && one.endedAt === null && live.includes(one.status)) ??
    null;
  const [after] = !isOver && grant.after?.status === "active" ? await findVersion(grant.after.planVersionId) : [];
  const interval = mirrored?.interval ?? version.interval;
  const isTrial = mirrored?.trialEnd != null && mirrored.trialEnd > at;
  const counted = isTrial ? null : billingPeriod(interval, grant.anchor, at);
  return {
    grant,
    mirrored,
    view: {
      id: row.id,
      billedBy: grant.source,
      status: isOver ? (grant.after?.status ?? "ended") : grant.status,
      planVersionId,
      planName: version.planName,
      price: { amountMinor: version.priceMinor, currency: version.currency },
      interval,
      periodStart: (mirrored?.periodStart ?? counted?.start ?? null)?.toISOString() ?? null,
      periodEnd: (mirrored?.periodEnd ?? counted?.end ?? null)?.toISOString() ?? null,
      trialEnd: mirrored?.trialEnd?.toISOString() ?? null,
      cancelAt: mirrored?.cancelAt?.toISOString() ?? null,
      afterPlanName: after?.planName ?? null,
      graceEndsAt: !isOver && grant.status === "grace" ? (grant.endsAt?.toISOString() ?? null) : null,
    },
  };
}

const findVersion = (planVersionId: string) =>
  database()
    .select({
      priceMinor: planVersion.priceMinor,
      currency: planVersion.currency,
      interval: planVersion.interval,
      planName: plan.name,
    })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(planVersion.id, planVersionId));
