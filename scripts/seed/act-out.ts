import { rawSql } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { suspendTenant } from "@/lib/accounts/server/suspend-tenant";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { endManual } from "@/lib/billing/server/manual/end-manual";
import { markOverdue } from "@/lib/billing/server/manual/mark-overdue";
import { markPaid } from "@/lib/billing/server/manual/mark-paid";
import { pauseManual } from "@/lib/billing/server/manual/pause-manual";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { resumeManual } from "@/lib/billing/server/manual/resume-manual";
import { grantException } from "@/lib/entitlements/server/grant-exception";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Standing } from "@/lib/entitlements/types";
import { systemCtx } from "@/lib/server/system-ctx";
import { actAt } from "@/scripts/seed/act-at";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import type { Act } from "@/scripts/seed/story";
import type { Stage } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;

type Exception = Standing["exceptions"][number];

/**
 * Lets one act of a story happen through the real use cases at its own instant, and answers what the tenant stands on
 * from then on.
 * @param given exceptions of earlier acts: what has ended since then is not read any more, and held then
 */
export async function actOut(
  catalogue: SeededCatalogue,
  tenantId: string,
  act: Act,
  at: Date,
  given: Exception[],
): Promise<Stage> {
  const ctx = actAt(at);
  switch (act.do) {
    case "hold": {
      const planVersionId = catalogue.versionId(act.version);
      if (catalogue.isFree(act.version)) await openCheckout(actAt(at, tenantId), { planVersionId });
      else {
        const endsAt = act.endsInDays && new Date(at.getTime() + act.endsInDays * dayMs).toISOString();
        await putOnManualBilling(ctx, {
          tenantId,
          planVersionId,
          reason: act.reason ?? "Agreed by mail",
          ...(act.trialDays && { trialDays: act.trialDays }),
          ...(endsAt && { endsAt }),
        });
      }
      break;
    }
    case "overdue":
      await markOverdue(ctx, { tenantId, reason: act.reason });
      break;
    case "paid":
      await markPaid(ctx, { tenantId, reason: act.reason });
      break;
    case "pause":
      await pauseManual(ctx, { tenantId, reason: act.reason });
      break;
    case "resume":
      await resumeManual(ctx, { tenantId, reason: act.reason });
      break;
    case "end":
      await endManual(ctx, { tenantId, reason: act.reason });
      break;
    case "suspend":
      await suspendTenant(ctx, { tenantId, reason: act.reason });
      break;
    case "trial_over":
      await endTrial(catalogue.versionId(act.version), tenantId, at);
      break;
    case "except": {
      const featureId = act.feature ? catalogue.featureId(act.feature) : null;
      const endsAt = new Date(at.getTime() + act.days * dayMs);
      const { kind, units = null, reason } = act;
      const made = await grantException(ctx, {
        tenantId,
        kind,
        featureId,
        units,
        reason,
        endsAt: endsAt.toISOString(),
      });
      given.push({ id: made.id, kind, featureId, units, startsAt: at, endsAt });
    }
  }
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new Error("A tenant of the demo is gone.");
  return { from: at, standing: { ...standing, exceptions: [...given] } };
}

/** Nothing follows this trial, not even the plan that others fall back to. */
async function endTrial(planVersionId: string, tenantId: string, at: Date): Promise<void> {
  const standing = await loadStanding(rawSql(), tenantId);
  const { anchor = at, startedAt = at } = standing?.subscription ?? {};
  const rest = { endsAt: at, after: null, overdue: null, clockOffsetSeconds: 0, source: "manual" } as const;
  await inTransaction((tx) =>
    grantPlan(tx, systemCtx("demo", at), tenantId, {
      ...{ planVersionId, status: "ended", reason: "trial_expired", anchor, startedAt, ...rest },
    }),
  );
}
