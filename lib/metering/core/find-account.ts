import { forgetAfterMs } from "@/lib/metering/core/limits";
import { schedule } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";
import type { AccountRef } from "@/lib/metering/types";

/** The account of that name; one that is met for the first time is begun. A credit lot's id is known from the start. */
export function findAccount(state: CoreState, ref: AccountRef): Account {
  return state.accounts.get(ref.name) ?? beginAccount(state, ref);
}

function beginAccount(state: CoreState, ref: AccountRef): Account {
  const account: Account = {
    ref,
    name: ref.name,
    kind: ref.kind,
    endMs: ref.period?.end.getTime() ?? Number.POSITIVE_INFINITY,
    id: ref.accountId,
    unit: ref.kind === "credit" ? "microcredit" : (ref.featureId ?? ""),
    isKnown: ref.accountId !== null,
    isEnforced: true,
    knownUntil: Number.POSITIVE_INFINITY,
    knownOffset: state.wall - state.mono,
    refusal: null,
    generation: 0,
    hasNumbers: false,
    posted: 0,
    consumed: 0,
    available: 0,
    heldUnits: 0,
    liveNodes: 1,
    negative: null,
    heldUntil: 0,
    holdUntil: 0,
    leases: [],
    retired: [],
    idle: 0,
    variable: 0,
    inFlight: 0,
    waiting: new Map(),
    isBusy: false,
    acquire: null,
    returns: new Set(),
    wantsRefill: false,
    wantsRecall: false,
    recallSentAt: Number.NEGATIVE_INFINITY,
    noRefillUntil: 0,
    refreshAt: 0,
    failures: 0,
    retryAt: 0,
    shortCount: 0,
    askAt: 0,
    spent: 0,
    rate: 0,
    ratedAt: state.mono,
    firstUsedAt: state.mono,
    usedAt: state.mono,
    dueAt: Number.POSITIVE_INFINITY,
    isDirty: false,
  };
  state.accounts.set(ref.name, account);
  if (ref.accountId) state.accountsById.set(ref.accountId, account);
  const ofTenant = state.byTenant.get(ref.tenantId);
  if (ofTenant) ofTenant.add(account);
  else state.byTenant.set(ref.tenantId, new Set([account]));
  schedule(state, account, state.mono + forgetAfterMs);
  return account;
}

/** Drops an account that nothing is known or wanted of any more. */
export function dropAccount(state: CoreState, account: Account): void {
  state.accounts.delete(account.name);
  if (account.id && state.accountsById.get(account.id) === account) state.accountsById.delete(account.id);
  const ofTenant = state.byTenant.get(account.ref.tenantId);
  ofTenant?.delete(account);
  if (ofTenant?.size === 0) state.byTenant.delete(account.ref.tenantId);
}
