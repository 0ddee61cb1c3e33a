import { type AccountRow, budgetKey, type Entitlement, entitlementKey, type Tables } from "./tables";

/** Null: not included. `units` null: without limit. */
export function entitledUnits(entitlement: Entitlement | undefined, atMs: number): { units: number | null } | null {
  if (!entitlement?.included) return null;
  if (entitlement.units === null) return { units: null };
  let units = entitlement.units;
  for (const extra of entitlement.extras) {
    if (atMs < extra.startsAtMs || atMs >= extra.endsAtMs) continue;
    if (extra.units === null) return { units: null };
    units += extra.units;
  }
  return { units };
}

/** What an account may hold at an instant by the entitlement rows, or null where they say nothing (credit lots). */
export function entitledTo(tables: Tables, account: AccountRow, atMs: number): { units: number | null } | null {
  if (account.kind === "credit" || account.kind === "system") return null;
  // Post-paid use is recorded whatever the plan says meanwhile: it was let through and will be billed.
  if (account.kind === "overage") return { units: null };
  if (account.kind === "cap")
    return { units: tables.budgets.get(budgetKey(account.keyId ?? "", account.featureId ?? "")) ?? 0 };
  const key = entitlementKey(account.tenantId ?? "", account.featureId ?? "");
  return entitledUnits(tables.entitlements.get(key), atMs) ?? { units: 0 };
}

/** Milliseconds until an exception on the account's feature begins or ends. */
export function untilChangeMs(tables: Tables, account: AccountRow, nowMs: number): number {
  if (account.kind !== "quota") return Number.POSITIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  const key = entitlementKey(account.tenantId ?? "", account.featureId ?? "");
  for (const extra of tables.entitlements.get(key)?.extras ?? []) {
    if (extra.startsAtMs > nowMs) next = Math.min(next, extra.startsAtMs);
    if (extra.endsAtMs > nowMs) next = Math.min(next, extra.endsAtMs);
  }
  return next - nowMs;
}

/** `account_sync`: brings `posted` to what is entitled now, by one transfer where it differs. */
export function syncAccount(tables: Tables, account: AccountRow, nowMs: number): void {
  const isOver = account.periodEndMs !== null && nowMs >= account.periodEndMs;
  if (account.state !== "open" || isOver) return;
  const entitled = entitledTo(tables, account, Math.max(nowMs, account.periodStartMs ?? 0));
  if (!entitled) return;
  const { units } = entitled;
  const isEnforced = units !== null;
  if (isEnforced !== account.enforced) {
    account.enforced = isEnforced;
    account.wasUnlimited ||= !isEnforced;
  }
  if (units === null || units === account.posted) return;
  const difference = units - account.posted;
  const unit = account.unit;
  if (difference > 0)
    tables.transfers.push({
      kind: "grant",
      unit,
      from: `issued:${unit}`,
      to: account.accountId,
      amount: difference,
    });
  else
    tables.transfers.push({
      kind: "reduction",
      unit,
      from: account.accountId,
      to: `issued:${unit}`,
      amount: -difference,
    });
  account.posted = units;
}

/** `record_change('tenant', …)`: every open account of the tenant is brought up to date in the change's transaction. */
export function syncTenant(tables: Tables, tenantId: string, nowMs: number): void {
  for (const account of tables.accounts.values()) {
    if (account.tenantId === tenantId && account.state === "open") syncAccount(tables, account, nowMs);
  }
}
