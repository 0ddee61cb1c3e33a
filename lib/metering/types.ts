import type { Period } from "@/lib/period";

/** Test usage is counted apart. */
export type Mode = "live" | "test";

/** Units that a call wants to hold. */
export type HoldRequest = {
  tenantId: string;
  requestId: string;
  keyId: string;
  routeId: string;
  featureId: string;
  mode: Mode;
  units: number;
  period: Period;
};

/**
 * `granted`: the units are held, `used` includes them. `refused`: the rest does not cover the call. `not_included`: no
 * entitlement (any more). `outside_period`: the caller's clock and the store's disagree; `at` is the store's.
 */
export type Reservation =
  | { status: "granted"; limit: number | null; used: number }
  | { status: "refused"; limit: number; used: number }
  | { status: "not_included" }
  | { status: "outside_period"; at: Date };

export type Outcome = "ok" | "void";

/** The one seam between the gateway and how units are counted. */
export type Meter = {
  /** @throws Error when the store does not answer in time: nothing may be assumed, the hold is given back later. */
  reserve(hold: HoldRequest, now: Date): Promise<Reservation>;
  /** Ends a hold. Resolves once recorded; tried again until it is, so it never rejects. */
  settle(tenantId: string, requestId: string, outcome: Outcome, units: number): Promise<void>;
  /** True when too many holds wait for their end to be recorded: no more may be taken. */
  isFull(): boolean;
  /** Waits for what is pending, at most so long. */
  drain(ms: number): Promise<void>;
};
