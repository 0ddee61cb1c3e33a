/** The gates of a call, in the order in which they are asked (response contract §2). */
export type Gate = "key" | "policy" | "rate" | "subscription" | "feature" | "quota";

/** What one gate said. Kept with each refusal, and shown on its receipt. */
export type GateResult = {
  gate: Gate;
  result: "passed" | "refused" | "not_reached";
  /** Units (quota) or requests (rate) allowed in the window; null is without limit. */
  limit?: number | null;
  /** Units or requests used when the gate was asked. */
  used?: number | null;
  /** What this call asked for. */
  asked?: number;
  /** RFC 3339; when the window starts again. */
  resetsAt?: string;
  /** Machine word for what was looked at, e.g. the subscription's state. */
  state?: string;
};

export type SubscriptionState = "trialing" | "active" | "paused" | "ended";

/** What a tenant stands on at one instant, as the gateway keeps it in memory. */
export type Standing = {
  tenant: {
    id: string;
    name: string;
    status: "active" | "suspended";
    suspendedAt: Date | null;
    locale: string | null;
    /** IANA name: the wall clock by which usage periods begin. */
    timeZone: string;
  };
  subscription: {
    id: string;
    planVersionId: string;
    status: SubscriptionState;
    anchor: Date;
    startedAt: Date;
    endsAt: Date | null;
  } | null;
  exceptions: readonly {
    id: string;
    kind: "extra_units" | "feature_access" | "access_until";
    featureId: string | null;
    units: number | null;
    startsAt: Date;
    endsAt: Date;
  }[];
  /** Prepaid lots with something left, in the order in which they burn. They pay for live calls only. */
  creditLots: readonly CreditLot[];
};

/** A prepaid lot as a call may draw on it. */
export type CreditLot = {
  id: string;
  /** Its ledger account. */
  accountId: string;
  /** Null: never. */
  expiresAt: Date | null;
  /** Smaller burns first. */
  priority: number;
};
