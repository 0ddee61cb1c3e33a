/** A change that is under way. `toVersionId` null is a cancellation. */
export type OpenChange = {
  kind: "upgrade" | "downgrade" | "cancel";
  status: "sent" | "pending_payment" | "scheduled" | (string & {});
  toVersionId: string | null;
};

/** Its subscription, as it was seen just now. */
export type ChangedSubscription = {
  planVersionId: string | null;
  endedAt: Date | null;
  cancelAt: Date | null;
  stripeScheduleId: string | null;
  pendingUpdate: unknown;
};

type Settled = "sent" | "pending_payment" | "scheduled" | "applied" | "undone" | "abandoned";

/**
 * What has become of a change, told by the subscription alone. `sent` stays until its effect shows: whether the command
 * was refused is said by its own answer.
 */
export function nextChangeStatus(change: OpenChange, now: ChangedSubscription): Settled {
  const isPlanned = change.status === "scheduled";
  if (change.kind === "cancel") {
    if (now.endedAt) return "applied";
    if (now.cancelAt) return "scheduled";
    return isPlanned ? "undone" : "sent";
  }
  if (change.toVersionId !== null && now.planVersionId === change.toVersionId) return "applied";
  if (change.kind === "upgrade") {
    if (now.endedAt) return "abandoned";
    if (now.pendingUpdate) return "pending_payment";
    return change.status === "pending_payment" ? "abandoned" : "sent";
  }
  // The way down to a plan that costs nothing is the end of the subscription.
  if (now.cancelAt) return now.endedAt ? "applied" : "scheduled";
  if (now.endedAt) return "abandoned";
  if (now.stripeScheduleId) return "scheduled";
  return isPlanned ? "undone" : "sent";
}
