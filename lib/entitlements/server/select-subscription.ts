import { and, eq, inArray, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { heldAt } from "@/lib/entitlements/held-at";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { HeldPlan } from "@/lib/entitlements/views";
import { periodAt, periodZone } from "@/lib/period";

/** What a tenant holds now, with its period; null when it never had a plan. Who may ask is the caller's matter. */
export async function selectSubscription(tenantId: string, now: Date): Promise<HeldPlan | null> {
  const [row] = await database()
    .select({ subscription, timeZone: tenant.timeZone })
    .from(subscription)
    .innerJoin(tenant, eq(tenant.id, subscription.tenantId))
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  if (!row) return null;
  const grant = readGrant(row.subscription);
  const held = heldAt(grant, now);
  const versions = await readVersions([held.planVersionId, grant.after?.planVersionId ?? held.planVersionId]);
  const current = versions.get(held.planVersionId);
  if (!current) throw new Error("A grant names a plan version that is not there.");
  const after = versions.get(grant.after?.planVersionId ?? "");
  const zone = periodZone("anniversary", grant.source, row.timeZone);
  const period = periodAt("anniversary", grant.anchor, zone, now, grant.clockOffsetSeconds);
  return {
    ...describeSubscription(row.subscription),
    planVersionId: held.planVersionId,
    status: held.status,
    reason: held.reason,
    isOver: held.isOver,
    afterPlanName: after && after.plan.id !== current.plan.id ? after.plan.name : null,
    planId: current.plan.id,
    planName: current.plan.name,
    number: current.version.number,
    priceMinor: current.version.priceMinor,
    currency: current.version.currency,
    interval: current.version.interval,
    ratePerMinute: current.version.ratePerMinute,
    periodStart: period.start.toISOString(),
    periodEnd: period.end.toISOString(),
  };
}

async function readVersions(ids: string[]) {
  const rows = await database()
    .select({ version: planVersion, plan })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(inArray(planVersion.id, ids));
  return new Map(rows.map((row) => [row.version.id, row]));
}
