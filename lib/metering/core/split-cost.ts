import type { AccountKind } from "@/lib/metering/types";

/** What a call holds of one account through one lease. */
export type Share = { kind: AccountKind; accountId: string; held: number };

/**
 * How a call's cost is spread over what it held: each cap pays it whole, the source pays it once, first draws first, so
 * that units come back from the last draw first (§5.7). Costs beyond what was held go to the group's last draw.
 * `units`: of the feature; `perUnit`: micro-credits for one, else 1.
 */
export function splitCost(shares: readonly Share[], units: number, perUnit: number): number[] {
  const rest = new Map<string, number>();
  const last = new Map<string, number>();
  const costs: number[] = [];
  for (const [n, share] of shares.entries()) {
    const group = groupOf(share);
    const open = rest.get(group) ?? units * (share.kind === "credit" ? perUnit : 1);
    const cost = Math.min(open, share.held);
    costs.push(cost);
    rest.set(group, open - cost);
    last.set(group, n);
  }
  for (const [group, open] of rest) {
    const n = last.get(group) ?? 0;
    costs[n] = (costs[n] ?? 0) + open;
  }
  return costs;
}

function groupOf(share: Share): string {
  return share.kind === "cap" ? share.accountId : "";
}
