import { passedCodes } from "@/lib/analytics/refusal-family";

/**
 * What kind of yes or no a call got; every row of the request log is exactly one (analytics §1). `allowed` passed with a
 * feature, whatever came back; `money` is a 402; `cap` the tenant's own limit; `policy` every other 403; `rate` a 429;
 * `auth` a 401; `unknown` the gate's own 5xx; `free` passed on a route without a feature; `bad` the rest.
 */
export const decisionClasses = ["allowed", "money", "cap", "policy", "rate", "auth", "unknown", "free", "bad"] as const;
export type DecisionClass = (typeof decisionClasses)[number];

const passed: ReadonlySet<string> = new Set(passedCodes);
const caps: ReadonlySet<string> = new Set(["spending_limit_reached", "key_budget_reached"]);

/** The class of a row; the database has the same rule in `decision_class()`, and a test compares them. */
export function decisionClass(row: { status: number; code: string | null; featureId: string | null }): DecisionClass {
  if (row.code === null || passed.has(row.code)) return row.featureId === null ? "free" : "allowed";
  if (row.status === 402) return "money";
  if (caps.has(row.code)) return "cap";
  if (row.status === 401) return "auth";
  if (row.status === 403) return "policy";
  if (row.status === 429) return "rate";
  return row.status >= 500 ? "unknown" : "bad";
}
