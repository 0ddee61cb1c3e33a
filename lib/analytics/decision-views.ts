import type { DecisionClass } from "@/lib/analytics/decision-class";
import type { Receipt } from "@/lib/analytics/receipt";

/** What the gateway noted of a call beside the decision. */
export type DecisionDetails = {
  door: "gateway" | "portal";
  gateUs: number;
  /** Null: nothing was forwarded. */
  upstreamMs: number | null;
  totalMs: number;
  /** The caller left before the answer was whole. */
  aborted: boolean;
  clientRequestId: string | null;
  metered: boolean;
  routeId: string | null;
  planVersionId: string | null;
};

export type LedgerLine = {
  transferId: number;
  kind: string;
  unit: string;
  fromAccount: string;
  toAccount: string;
  /** Of the whole batch that the call was booked in. */
  amount: number;
  at: Date;
};

/** One call with everything that is known of it. */
export type Decision = {
  receipt: Receipt;
  class: DecisionClass;
  details: DecisionDetails;
  /** The ledger's own record of the outcome; null for what is not metered, and until it is booked. */
  event: {
    nodeId: string;
    outcome: string;
    cost: number;
    billable: boolean;
    late: boolean;
    admittedAt: Date;
    appliedAt: Date;
  } | null;
  /** What each account paid of it. */
  draws: {
    accountId: string;
    leaseId: string | null;
    cost: number;
    kind: string | null;
    unit: string | null;
    periodStart: Date | null;
    periodEnd: Date | null;
  }[];
  transfers: LedgerLine[];
  episode: {
    id: string;
    code: string;
    openedAt: Date;
    lastRefusedAt: Date;
    refusals: number;
    blindRetries: number;
    resolvedAt: Date | null;
    kind: string | null;
  } | null;
  /** Refusals like it in the 24 hours around it. */
  similar: { calls: number; from: string; to: string } | null;
  clock: { zone: string; offsetSeconds: number } | null;
  /** Whether it would be refused now; null for a call that was let through. */
  state: "stands" | "open" | "unknown" | null;
};
