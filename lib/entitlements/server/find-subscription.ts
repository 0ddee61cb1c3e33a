import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { TenantInput } from "@/lib/entitlements/inputs";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import type { HeldPlan } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { periodAt } from "@/lib/period";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What a tenant holds now, with its period; null when it never had a plan. */
export async function findSubscription(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<HeldPlan | null> {
  authorizeStaff(ctx, "staff:read");
  const { tenantId } = parseInput(TenantInput, input);
  const [row] = await database()
    .select({ subscription, version: planVersion, plan })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  if (!row) return null;
  const period = periodAt(row.subscription.anchor, ctx.now);
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
