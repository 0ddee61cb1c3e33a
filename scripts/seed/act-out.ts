import { rawSql } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { suspendTenant } from "@/lib/accounts/server/suspend-tenant";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { endManual } from "@/lib/billing/server/manual/end-manual";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { grantException } from "@/lib/entitlements/server/grant-exception";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Standing } from "@/lib/entitlements/types";
import { systemCtx } from "@/lib/server/system-ctx";
import { actAt } from "@/scripts/seed/act-at";
import type { CardBilling } from "@/scripts/seed/card-billing";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import type { Act } from "@/scripts/seed/story";
import type { Stage } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;

type Exception = Standing["exceptions"][number];
export type Player = {
  catalogue: SeededCatalogue;
  tenantId: string;
  now: Date;
  /** Null: pays nothing by card. */
  card: CardBilling | null;
  /** Exceptions of earlier acts: what has ended since then is not read any more, and held then. */
  given: Exception[];
};

/**
 * Lets one act of a story happen through the real use cases at its own instant, and answers what the tenant stands on
 * from then on.
 */
export async function actOut(player: Player, act: Act, at: Date): Promise<Stage> {
  const { tenantId, card } = player;
  await happen(player, act, at);
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new Error("A tenant of the demo is gone.");
  const from = act.do === "fail" && card ? card.failedAt : at;
  return { from, standing: { ...standing, exceptions: [...player.given] } };
}

async function happen(player: Player, act: Act, at: Date): Promise<void> {
  const { catalogue, tenantId, card, given } = player;
  const ctx = actAt(at);
  switch (act.do) {
    case "hold": {
      const version = catalogue.version(act.version);
      const planVersionId = version.id;
      if (version.isFree) await openCheckout(actAt(at, tenantId), { planVersionId });
      else if (card && !act.trialDays) await card.hold(version, at);
      else {
        const { reason = "Agreed by mail", trialDays } = act;
        await putOnManualBilling(ctx, { tenantId, planVersionId, reason, ...(trialDays && { trialDays }) });
      }
      return;
    }
    case "end":
      if (card) await card.end(at, act.reason);
      else await endManual(ctx, { tenantId, reason: act.reason });
      return;
    case "suspend":
      await suspendTenant(ctx, { tenantId, reason: act.reason });
      return;
    case "trial_over":
      return endTrial(catalogue.version(act.version).id, tenantId, at);
    case "except": {
      const featureId = act.feature ? catalogue.featureId(act.feature) : null;
      const endsAt = new Date(at.getTime() + act.days * dayMs);
      const { kind, units = null, reason } = act;
      const asked = { tenantId, kind, featureId, units, reason, endsAt: endsAt.toISOString() };
      const { id } = await grantException(ctx, asked);
      given.push({ id, kind, featureId, units, startsAt: at, endsAt });
      return;
    }
    default:
      if (!card) throw new Error("This tenant does not pay by card.");
      return payByCard(player, card, act, at);
  }
}

async function payByCard({ catalogue, now }: Player, card: CardBilling, act: Act, at: Date): Promise<void> {
  if (act.do === "fail") await card.fail(at, act, now);
  else if (act.do === "pay") await card.pay(at);
  else if (act.do === "cancel") await card.cancel(at, act.reason);
  else if (act.do === "downgrade") await card.downgrade(catalogue.version(act.version), at);
}

/** Nothing follows this trial, not even the plan that others fall back to. */
async function endTrial(planVersionId: string, tenantId: string, at: Date): Promise<void> {
  const standing = await loadStanding(rawSql(), tenantId);
  const { anchor = at, startedAt = at } = standing?.subscription ?? {};
  await inTransaction((tx) =>
    grantPlan(tx, systemCtx("demo", at), tenantId, {
      planVersionId,
      status: "ended",
      reason: "trial_expired",
      source: "manual",
      anchor,
      startedAt,
      endsAt: at,
      after: null,
      overdue: null,
      clockOffsetSeconds: 0,
    }),
  );
}
