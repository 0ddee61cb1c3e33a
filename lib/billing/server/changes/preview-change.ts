import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { z } from "zod";
import { database } from "@/db/client";
import { billingAccount, planChange } from "@/db/schema/billing";
import { feature } from "@/db/schema/catalog";
import { PreviewChangeInput } from "@/lib/billing/change-inputs";
import { listLosses } from "@/lib/billing/list-losses";
import { heldItems } from "@/lib/billing/server/changes/held-items";
import {
  type Changeable,
  findOpenChange,
  refused,
  requireChangeable,
} from "@/lib/billing/server/changes/require-changeable";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { lineOf } from "@/lib/billing/server/sync/mirror-invoices";
import { priceOwners } from "@/lib/billing/server/sync/price-owners";
import { readBillingClock } from "@/lib/billing/server/usage/billing-clock";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { swapItems } from "@/lib/billing/swap-items";
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
  await requireLink(ctx.now);
  const change = await requireChangeable(database(), tenantId, planVersionId);
  const open = await findOpenChange(database(), change.subscription.id);
  if (open && open.status !== "scheduled") throw refused("change_open", "Another change is under way.");
  const isUpgrade = change.kind === "upgrade";
  const at = isUpgrade ? await prorationInstant(tenantId, change, ctx.now) : null;
  const counted = at ? await countCharge(change, at) : null;
  if (counted && counted.dueMinor > 0) await requireCard(tenantId, change);
  const id = newId("planChange", ctx.now);
  const currency = change.to.currency;
  const effectiveAt = at ?? change.subscription.periodEnd ?? ctx.now;
  await database()
    .insert(planChange)
    .values({
      ...{ id, tenantId, billingSubscriptionId: change.subscription.id, kind: change.kind },
      ...{ fromVersionId: change.from.id, toVersionId: change.to.id, status: "proposed", currency, effectiveAt },
      ...{ prorationAt: at, previewedMinor: counted?.dueMinor ?? null },
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

/** The instant of the charge, in whole seconds of billing time; use up to it is reported first, so that it counts. */
async function prorationInstant(tenantId: string, { subscription }: Changeable, now: Date): Promise<Date> {
  await flushTenantUsage(tenantId, now);
  const clock = (await readBillingClock(tenantId, now))?.clock ?? now;
  const { periodStart, periodEnd } = subscription;
  const latest = Math.min(clock.getTime(), (periodEnd ?? clock).getTime());
  return new Date(Math.floor(Math.max(latest, (periodStart ?? clock).getTime()) / 1000) * 1000);
}

async function countCharge({ subscription, prices }: Changeable, at: Date) {
  const items = swapItems(await heldItems(database(), subscription.id), prices ?? { flat: null, metered: [] });
  let invoice: Stripe.Invoice;
  try {
    const preview = await stripeClient().invoices.createPreview({
      subscription: subscription.stripeSubscriptionId,
      subscription_details: {
        items,
        proration_behavior: "always_invoice",
        proration_date: at.getTime() / 1000,
      },
    });
    invoice = expectObject(preview, "invoice");
  } catch (error) {
    throw asRefusal(error);
  }
  const ids = invoice.lines.data.flatMap(({ pricing }) => priceIdOf(pricing?.price_details?.price) ?? []);
  const owners = await priceOwners(database(), ids);
  const lines = invoice.lines.data.map((line) => lineOf(line, owners));
  const currency = invoice.currency.toUpperCase();
  return {
    dueMinor: invoice.amount_due,
    overageMinor: lines.reduce((sum, { units, amountMinor }) => (units === null ? sum : sum + amountMinor), 0),
    lines: lines.map(({ amountMinor, priceId: _, ...line }) => ({ ...line, amount: { amountMinor, currency } })),
  };
}

const priceIdOf = (price: string | { id: string } | null | undefined) =>
  typeof price === "string" ? price : price?.id;

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
