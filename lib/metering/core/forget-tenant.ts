import { retireOfAccount } from "@/lib/metering/core/retire-dead";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** A change was announced (§13): what is known of a tenant's accounts is asked again, and idle units go back. */
export function forgetTenant(state: CoreState, tenantId: string | null): void {
  const accounts = tenantId === null ? state.accounts.values() : state.byTenant.get(tenantId);
  for (const account of accounts ?? []) forgetAccount(state, account);
}

function forgetAccount(state: CoreState, account: Account): void {
  account.generation++;
  account.negative = null;
  account.refusal = null;
  account.heldUntil = 0;
  account.holdUntil = 0;
  account.askAt = 0;
  account.shortCount = 0;
  account.wantsRefill = false;
  if (account.kind !== "credit") account.isKnown = false;
  retireOfAccount(state, account);
  for (const lease of account.retired) if (lease.left > 0 && lease.inFlight > 0) account.returns.add(lease);
  markDirty(state, account);
}
