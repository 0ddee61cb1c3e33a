import { database } from "@/db/client";
import type { MeterSpec } from "@/lib/billing/price-spec";
import { runStep, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import { findStripeObject, keepStripeObject } from "@/lib/billing/server/plans/steps/stripe-objects";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/**
 * Makes a meter stand in Stripe that counts a feature's overage. An event name belongs to one active meter, so one that
 * is there already is taken.
 * @throws StepFailed
 */
export async function syncMeter(by: SyncBy, spec: MeterSpec): Promise<string> {
  const named = { localType: "meter", localId: spec.localId, stripeAccount: by.account } as const;
  const row = await findStripeObject(database(), named);
  if (row?.specHash === spec.hash) return row.stripeId;
  const stripeId = (await findMeter(spec.wanted.eventName)) ?? (await createMeter(by, spec));
  await keepStripeObject({ ...named, stripeId, specHash: spec.hash }, by.now);
  return stripeId;
}

async function findMeter(eventName: string): Promise<string | null> {
  for await (const meter of stripeClient().billing.meters.list({ status: "active", limit: 100 })) {
    if (meter.event_name === eventName) return meter.id;
  }
  return null;
}

async function createMeter(by: SyncBy, { localId, wanted }: MeterSpec): Promise<string> {
  const { id } = await runStep(by, "meter.create", `meter:${localId}`, {
    params: {
      display_name: wanted.displayName,
      event_name: wanted.eventName,
      default_aggregation: { formula: "sum" },
    },
  });
  return id;
}
