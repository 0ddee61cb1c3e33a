import { and, count, eq, isNull, ne } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { planSync } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { planSpec } from "@/lib/billing/price-spec";
import { loadPlanSync } from "@/lib/billing/server/plans/load-plan-sync";
import { loadPricedVersion } from "@/lib/billing/server/plans/load-priced-version";
import { moveHolders } from "@/lib/billing/server/plans/move-holders";
import { syncPlanVersion } from "@/lib/billing/server/plans/sync-plan-version";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { PlanSyncView } from "@/lib/billing/staff-views";
import { PublishPlanInput } from "@/lib/catalog/inputs";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

export type Published = { planVersionId: string; number: number; tenantsMoved: number; sync: PlanSyncView };

/**
 * Publishes a plan's draft. Where it costs something and Stripe is set up, the version is on sale only when its prices
 * stand there: they are sent at once, and the worker goes on where that stops. With `all_now` the tenants of earlier
 * versions move as soon as it is on sale.
 * @throws AppError as `publishPlan`; `conflict` (`billed_by_stripe`) where tenants to be moved pay by card: a price that
 *   somebody agreed to does not change under them.
 */
export async function publishAndSync(ctx: Ctx, input: z.input<typeof PublishPlanInput>): Promise<Published> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, rollout } = parseInput(PublishPlanInput, input);
  if (rollout === "all_now") await refuseCardHolders(planId);
  const needsPrices = currentMode() !== "manual" && (await hasPrices(planId));
  const requestedBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  const { planVersionId, number } = await publishPlan(
    ctx,
    input,
    needsPrices ? "publishing" : "published",
    async (tx, id) => {
      if (!needsPrices && rollout !== "all_now") return;
      const state = needsPrices ? "pending" : "synced";
      await tx
        .insert(planSync)
        .values({ planVersionId: id, state, rollout, requestedBy, nextAt: ctx.now, at: ctx.now });
    },
  );
  const isOnSale = !needsPrices || (await syncPlanVersion(planVersionId, ctx.now));
  const tenantsMoved = isOnSale && rollout === "all_now" ? await moveHolders(ctx, planVersionId) : 0;
  return { planVersionId, number, tenantsMoved, sync: await loadPlanSync(planVersionId) };
}

async function hasPrices(planId: string): Promise<boolean> {
  const [draft] = await database()
    .select({ id: planVersion.id })
    .from(planVersion)
    .where(and(eq(planVersion.planId, planId), eq(planVersion.status, "draft")));
  const version = draft && (await loadPricedVersion(database(), draft.id));
  return version ? planSpec(version).prices.length > 0 : false;
}

async function refuseCardHolders(planId: string): Promise<void> {
  const [held] = await database()
    .select({ tenants: count() })
    .from(subscription)
    .innerJoin(planVersion, eq(planVersion.id, subscription.planVersionId))
    .where(
      and(
        eq(planVersion.planId, planId),
        eq(subscription.source, "stripe"),
        isNull(subscription.replacedAt),
        ne(subscription.status, "ended"),
      ),
    );
  if (!held || held.tenants === 0) return;
  throw new AppError(
    "conflict",
    `Tenants pay for this plan by card (${held.tenants}). They keep their version until they change it themselves.`,
    { reason: "billed_by_stripe", tenants: held.tenants },
  );
}
