import { heldAt, realTime } from "@/lib/entitlements/held-at";
import type { Standing } from "@/lib/entitlements/types";

/**
 * Value of `Faregate-Notice` on answers to calls that pass (response contract §3.3): a late payment, and the real
 * instant at which calls stop because of it, as RFC 9651 writes a date. Null when nothing is late.
 */
export function describeNotice({ subscription }: Standing, now: Date): string | null {
  if (!subscription) return null;
  const { status, endsAt } = heldAt(subscription, now);
  if (status !== "grace") return null;
  if (!endsAt) return "subscription_past_due";
  return `subscription_past_due;until=@${Math.floor(realTime(subscription, endsAt).getTime() / 1000)}`;
}
