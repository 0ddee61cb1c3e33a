import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import type { HeldPlan } from "@/lib/entitlements/views";
import { periodAt } from "@/lib/period";

/** What a tenant holds now, with its period; null when it never had a plan. Who may ask is the caller's matter. */
export async function selectSubscription(tenantId: string, now: Date): Promise<HeldPlan | null> {
  const [row] = await database()
    .select({ subscription, version: planVersion, plan, timeZone: tenant.timeZone })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .innerJoin(tenant, eq(tenant.id, subscription.tenantId))
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  if (!row) return null;
  const { anchor, clockOffsetSeconds } = row.subscription;
  const period = periodAt("anniversary", anchor, row.timeZone, now, clockOffsetSeconds);
  return {
    ...describeSubscription(row.subscription),
    planId: row.plan.id,
    planName: row.plan.name,
    number: row.version.number,
    priceMinor: row.version.priceMinor,
    currency: row.version.currency,
    ratePerMinute: row.version.ratePerMinute,
    periodStart: period.start.toISOString(),
    periodEnd: period.end.toISOString(),
  };
}
