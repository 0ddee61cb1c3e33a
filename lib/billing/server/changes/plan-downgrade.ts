import { database } from "@/db/client";
import type { billingSubscription } from "@/db/schema/billing";
import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { heldItems } from "@/lib/billing/server/changes/held-items";
import type { CommandResult } from "@/lib/billing/server/commands/command";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import type { StripePrices } from "@/lib/billing/server/plans/stripe-prices-of";
import type { Interval } from "@/lib/billing/types";

type Subscription = typeof billingSubscription.$inferSelect & { stripeSubscriptionId: string };

/**
 * Plans a downgrade: a schedule that leaves the subscription as it is until its period ends, then has it go on with the
 * other prices, and lets it go.
 */
export async function planDowngrade(
  by: { tenantId: string; createdBy: string; now: Date },
  change: PlanChangeRow,
  subscription: Subscription,
  to: StripePrices & { interval: Interval },
): Promise<CommandResult> {
  const key = `chg:${change.id}`;
  const made = await runCommand({
    ...by,
    kind: "schedule.create",
    key: `${key}:schedule`,
    request: { params: { from_subscription: subscription.stripeSubscriptionId } },
  });
  if (made.status !== "done") return made;
  const { id, phases } = made.answer;
  const [present] = phases;
  if (!present) throw new Error(`Schedule ${id} has no phase.`);
  const held = await heldItems(database(), subscription.id);
  const planned = await runCommand({
    ...by,
    kind: "schedule.update",
    key: `${key}:phases`,
    request: {
      id,
      params: {
        end_behavior: "release",
        metadata: { managed_by: "faregate", change_id: change.id },
        phases: [
          {
            items: held.map(({ stripePriceId, priceId }) => priced(stripePriceId, priceId?.endsWith(":flat") ?? false)),
            start_date: present.start_date,
            end_date: present.end_date,
            // A phase that does not name the trial ends it.
            ...(present.trial_end && { trial_end: present.trial_end }),
            proration_behavior: "none",
          },
          {
            items: [
              ...(to.flat === null ? [] : [priced(to.flat, true)]),
              ...to.metered.map(({ stripePriceId }) => priced(stripePriceId, false)),
            ],
            duration: { interval: to.interval, interval_count: 1 },
            proration_behavior: "none",
          },
        ],
      },
    },
  });
  if (planned.status !== "failed") return planned;
  // A schedule of one phase would only stand in the way of the next change.
  await runCommand({ ...by, kind: "schedule.release", key: `release:${id}`, request: { id, params: {} } });
  return planned;
}

/** What is counted by a meter has no quantity. */
const priced = (price: string, isFlat: boolean) => (isFlat ? { price, quantity: 1 } : { price });
