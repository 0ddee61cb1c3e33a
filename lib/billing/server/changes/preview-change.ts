import { eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { billingAccount, planChange } from "@/db/schema/billing";
import { feature } from "@/db/schema/catalog";
import { PreviewChangeInput } from "@/lib/billing/change-inputs";
import { listLosses } from "@/lib/billing/list-losses";
import { countCharge } from "@/lib/billing/server/changes/count-charge";
import {
  type Changeable,
  findOpenChange,
  refused,
  requireChangeable,
} from "@/lib/billing/server/changes/require-changeable";
import { requireOpenTenant } from "@/lib/billing/server/checkout/require-open-tenant";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import type { ChangePreview } from "@/lib/billing/views";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** How long a preview can be confirmed. */
export const previewHoldsMs = 10 * 60_000;

/**
 * What a change of plan would mean, counted by Stripe: an upgrade's charge at this instant, to which the change is then
 * bound; a downgrade's losses and when they come. Nothing is changed yet.
 * @throws AppError as `requireChangeable`; `payment_method_missing` where something would be charged and no card is saved;
 *   `payment_processor_unavailable`.
 */
export async function previewChange(ctx: Ctx, input: z.input<typeof PreviewChangeInput>): Promise<ChangePreview> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { planVersionId } = parseInput(PreviewChangeInput, input);
  await requireOpenTenant(database(), tenantId);
  await requireLink(ctx.now);
  const change = await requireChangeable(database(), tenantId, planVersionId);
  const open = await findOpenChange(database(), change.subscription.id);
  if (open && open.status !== "scheduled") throw refused("change_open", "Another change is under way.");
  const counted = change.kind === "upgrade" ? await countCharge(tenantId, change, ctx.now) : null;
  if (counted && counted.dueMinor > 0) await requireCard(tenantId, change);
  const id = newId("planChange", ctx.now);
  const currency = change.to.currency;
  const effectiveAt = counted?.at ?? change.subscription.periodEnd ?? ctx.now;
  await database()
    .insert(planChange)
    .values({
      ...{ id, tenantId, billingSubscriptionId: change.subscription.id, kind: change.kind },
      ...{ fromVersionId: change.from.id, toVersionId: change.to.id, status: "proposed", currency, effectiveAt },
      ...{ prorationAt: counted?.at ?? null, previewedMinor: counted?.dueMinor ?? null },
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      createdAt: ctx.now,
    });
  return {
    changeId: id,
    kind: change.kind,
    fromPlanName: change.from.planName,
    toPlanName: change.to.planName,
    chargeNow: counted && { amountMinor: counted.dueMinor, currency },
    overageNow: counted?.overageMinor ? { amountMinor: counted.overageMinor, currency } : null,
    lines: counted?.lines ?? [],
    effectiveAt: effectiveAt.toISOString(),
    price: { amountMinor: change.to.priceMinor, currency },
    interval: change.to.interval,
    losses: await nameLosses(change),
    expiresAt: new Date(ctx.now.getTime() + previewHoldsMs).toISOString(),
  };
}

async function requireCard(tenantId: string, { subscription }: Changeable): Promise<void> {
  const [account] = await database().select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  if (account?.defaultPaymentMethodId || subscription.stripeDefaultPaymentMethodId) return;
  throw new AppError("payment_method_missing", "No card is saved. Add one, then change the plan.");
}

async function nameLosses({ from, to }: Changeable): Promise<ChangePreview["losses"]> {
  const contentOf = async ({ id, planId }: { id: string; planId: string }) =>
    (await loadVersionContents(database(), planId)).find(({ row }) => row.id === id)?.content;
  const [before, after] = [await contentOf(from), await contentOf(to)];
  if (!before || !after) return [];
  const features = new Map((await database().select().from(feature)).map(({ id, name }) => [id, name]));
  return listLosses(before, after).map(({ featureId, ...loss }) => ({
    featureName: featureId === null ? null : (features.get(featureId) ?? featureId),
    ...loss,
  }));
}
