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

/**
 * `grace`: a payment is late, and calls go on. `suspended`: it is too late. `paused`: stopped on purpose. `ended`: over,
 * and nothing took its place.
 */
export type SubscriptionState = "trialing" | "active" | "grace" | "suspended" | "paused" | "ended";

/** The 402 code that a closed subscription gives. */
export type ClosedReason =
  | "subscription_required"
  | "trial_expired"
  | "subscription_expired"
  | "subscription_past_due"
  | "subscription_paused";

/**
 * What a tenant may use by its plan, and until when: derived by billing, written by `grantPlan`, read by the gateway.
 * Instants are billing time: the real one plus `clockOffsetSeconds`.
 */
export type Grant = {
  planVersionId: string;
  status: SubscriptionState;
  /** Null while calls go on. */
  reason: ClosedReason | null;
  source: "stripe" | "manual" | "nobody";
  /** Periods are counted from here. */
  anchor: Date;
  startedAt: Date;
  /** From here on `after` holds by itself; null runs on. */
  endsAt: Date | null;
  after: { status: "active" | "suspended" | "ended"; planVersionId: string; reason: ClosedReason | null } | null;
  overdue: Overdue | null;
  clockOffsetSeconds: number;
};

/** The unpaid invoice that a grace period or a suspension names. Instants are RFC 3339. */
export type Overdue = {
  invoiceId: string;
  /** Null while it has none. */
  number: string | null;
  dueMinor: number;
  currency: string;
  dueAt: string | null;
  /** When grace ends or ended, in billing time. */
  graceEndsAt: string;
  openInvoices: number;
  /** Why the last attempt failed. */
  cause: string | null;
};

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
  subscription: (Grant & { id: string }) | null;
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
