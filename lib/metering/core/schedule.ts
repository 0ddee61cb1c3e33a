import type { Account, CoreState } from "@/lib/metering/core/state";

/** Has an account looked at once `at` has come. */
export function schedule(state: CoreState, account: Account, at: number): void {
  if (at >= account.dueAt) return;
  account.dueAt = at;
  state.due.put(at, account);
}

/** Has an account looked at before this step ends. */
export function markDirty(state: CoreState, account: Account): void {
  if (account.isDirty) return;
  account.isDirty = true;
  state.dirty.push(account);
}

/** A delay that doubles with each failure, spread by a quarter either way so that nodes do not come in step. */
export function backoffMs(state: CoreState, failures: number, firstMs: number, mostMs: number): number {
  const delay = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 16));
  const turn = (state.callCount * 0.618_033_988_75 + state.epoch * 0.754_877_666_2) % 1;
  return delay * (0.75 + turn / 2);
}
