import { and, desc, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { describeChange } from "@/lib/billing/server/changes/describe-change";
import { findChange } from "@/lib/billing/server/changes/find-change";
import { refused, requireSubscription } from "@/lib/billing/server/changes/require-changeable";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import type { PlanChangeView } from "@/lib/billing/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes a cancellation back, wherever it was made, while the subscription still runs.
 * @returns the cancellation as it stands now; null: it was made at the payment provider, so there is no change of ours.
 * @throws AppError `conflict`: `checkout` (it has ended), `not_cancelled`, `billed_by_hand` (a contract
 *   follows); `payment_processor_unavailable`.
 */
export async function keepSubscription(ctx: Ctx): Promise<PlanChangeView | null> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const subscription = await requireSubscription(database(), tenantId);
  const { other } = await readHolding(database(), tenantId);
  if (other?.billedBy === "manual") {
    throw refused("billed_by_hand", "A contract follows this subscription. Please contact us to change that.");
  }
  await requireLink(ctx.now);
  const id = subscription.stripeSubscriptionId;
  const seen = await retrieve(id);
  if (seen.cancel_at === null && !seen.cancel_at_period_end) {
    await syncTenant(tenantId, ctx.now);
    throw refused("not_cancelled", "The subscription is not cancelled; it goes on.");
  }
  await inTransaction((tx) =>
    recordAudit(tx, ctx, {
      action: "subscription.kept",
      objectKind: "billing_subscription",
      objectId: subscription.id,
      tenantId,
    }),
  );
  const kept = await runCommand({
    tenantId,
    kind: "subscription.update",
    key: `keep:${newId("planChange", ctx.now)}`,
    request: { id, params: seen.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" } },
    createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
    now: ctx.now,
  });
  if (kept.status === "failed") throw refused("refused", "The payment provider refused this. Ask us to look at it.");
  if (kept.status === "unknown") throw new AppError("payment_processor_unavailable");
  const [planned] = await database()
    .select({ id: planChange.id })
    .from(planChange)
    .where(
      and(
        eq(planChange.billingSubscriptionId, subscription.id),
        inArray(planChange.kind, ["cancel", "downgrade"]),
        inArray(planChange.status, ["sent", "scheduled"]),
      ),
    )
    .orderBy(desc(planChange.id))
    .limit(1);
  await syncTenant(tenantId, ctx.now);
  return planned ? describeChange(await findChange(database(), tenantId, planned.id)) : null;
}

async function retrieve(id: string) {
  try {
    return expectObject(await stripeClient().subscriptions.retrieve(id), "subscription");
  } catch (error) {
    throw asRefusal(error);
  }
}
