import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { acquireLease } from "./model/acquire-lease";
import { closeLease } from "./model/close-lease";
import type { Failed } from "./model/fail";
import { flushUsage } from "./model/flush-usage";
import { openAccount } from "./model/open-account";
import { openNode } from "./model/open-node";
import { returnLease } from "./model/return-lease";
import type { Tables } from "./model/tables";

/**
 * The ledger's SQL functions as one function over plain tables, exact to the last unit: what PostgreSQL answers, and
 * what it changes. The differential test holds the two together.
 */
export function modelStore(tables: Tables, request: StoreRequest, nowMs: number): StoreAnswer | Failed {
  switch (request.fn) {
    case "node_open":
      return openNode(tables, request, nowMs);
    case "account_open":
      return openAccount(tables, request, nowMs);
    case "lease_acquire":
      return acquireLease(tables, request, nowMs);
    case "lease_return":
      return returnLease(tables, request, nowMs);
    case "lease_close":
      return closeLease(tables, request, nowMs);
    case "usage_flush":
      return flushUsage(tables, request, nowMs);
    case "lease_recall":
      return { fn: "lease_recall", nowMs, lastSeq: 0 };
  }
}
