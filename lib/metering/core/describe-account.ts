import { boundless } from "@/lib/metering/core/limits";
import type { Account } from "@/lib/metering/core/state";
import type { AccountState } from "@/lib/metering/types";

/** Numbers of one account for headers and bodies: what the store last said, less what this node holds since. */
export function describeAccount(account: Account): AccountState {
  const { posted, heldUnits } = account;
  if (!account.isEnforced) return { limit: null, used: account.consumed + drawnWithoutLimit(account), heldUnits };
  return { limit: posted, used: posted - leftOf(account), heldUnits };
}

/** What names have had drawn on them, and is not added to `consumed` yet. */
function drawnWithoutLimit({ leases, retired }: Account): number {
  let units = 0;
  for (const { id, left } of leases) if (id === null) units += boundless - left;
  for (const { id, left } of retired) if (id === null) units += boundless - left;
  return units;
}

/** The same over all lots of a tenant that this node has numbers of, in micro-credits. */
export function describeLots(lots: readonly Account[]): AccountState {
  const sum = { limit: 0, used: 0, heldUnits: 0 };
  for (const lot of lots) {
    if (!lot.hasNumbers) continue;
    sum.limit += lot.posted;
    sum.used += lot.posted - leftOf(lot);
    sum.heldUnits += lot.heldUnits;
  }
  return sum;
}

function leftOf(account: Account): number {
  return Math.max(0, Math.min(account.posted, account.available + account.idle));
}
