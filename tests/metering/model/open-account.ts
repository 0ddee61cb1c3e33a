import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import type { AccountRef } from "@/lib/metering/types";
import { entitledUnits, syncAccount, untilChangeMs } from "./sync-account";
import { type AccountRow, budgetKey, entitlementKey, type Tables } from "./tables";

/** `unique (tenant_id, kind, feature_id, mode, key_id, period_start, unit)`. */
export function accountKey(account: AccountRef): string {
  const { kind, tenantId, featureId, mode, keyId, period } = account;
  return [kind, tenantId, featureId, mode, keyId ?? "-", period?.start.getTime() ?? "-"].join("|");
}

function isIncluded(tables: Tables, { kind, tenantId, featureId, keyId }: AccountRef, nowMs: number): boolean {
  const entitlement = tables.entitlements.get(entitlementKey(tenantId, featureId ?? ""));
  if (kind === "cap") return tables.budgets.has(budgetKey(keyId ?? "", featureId ?? ""));
  if (kind === "overage") return entitlement?.included === true && entitlement.isPostpaid;
  return entitledUnits(entitlement, nowMs) !== null;
}

export function accountKeyOf({ kind, tenantId, featureId, mode, keyId, periodStartMs }: AccountRow): string {
  return [kind, tenantId, featureId, mode, keyId ?? "-", periodStartMs ?? "-"].join("|");
}

type Opened = StoreAnswer & { fn: "account_open" };

/** Accounts are opened by the worker so long before their period begins. */
const aheadMs = 25 * 3_600_000;

/** `account_open`: finds or makes the account of a period; amounts come from the entitlement rows. */
export function openAccount(tables: Tables, request: StoreRequest & { fn: "account_open" }, nowMs: number): Opened {
  const { account: ref } = request;
  const said = (status: Opened["status"], account: AccountRow | undefined): Opened => ({
    fn: "account_open",
    nowMs,
    lastSeq: 0,
    status,
    accountId: account?.accountId ?? "",
    kind: ref.kind,
    unit: ref.featureId ?? "",
    enforced: account?.enforced ?? true,
    ttlMs: account && !account.enforced ? finiteOr(untilChangeMs(tables, account, nowMs)) : null,
    posted: account?.posted ?? 0,
    consumed: account?.consumed ?? 0,
  });
  const { period } = ref;
  const key = accountKey(ref);
  let account = tables.accounts.get(tables.accountIds.get(key) ?? "");
  const isOutside = !period || nowMs < period.start.getTime() - aheadMs || nowMs >= period.end.getTime();
  const isEntitled = isIncluded(tables, ref, Math.max(nowMs, period?.start.getTime() ?? 0));
  if (!isOutside && isEntitled) account ??= createAccount(tables, ref, key);
  if (account) {
    syncAccount(tables, account, nowMs);
    if (account.state === "closing" || account.state === "sealed") return said("outside_period", account);
  }
  if (isOutside) return said("outside_period", account);
  return said(isEntitled ? "open" : "not_included", account);
}

const finiteOr = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);

function createAccount(tables: Tables, ref: AccountRef, key: string): AccountRow {
  const account: AccountRow = {
    accountId: tables.nameAccount(),
    tenantId: ref.tenantId,
    kind: ref.kind,
    unit: ref.featureId ?? "",
    featureId: ref.featureId,
    keyId: ref.keyId,
    mode: ref.mode,
    periodStartMs: ref.period?.start.getTime() ?? null,
    periodEndMs: ref.period?.end.getTime() ?? null,
    enforced: true,
    wasUnlimited: false,
    posted: 0,
    consumed: 0,
    reserved: 0,
    state: "open",
  };
  tables.accounts.set(account.accountId, account);
  tables.accountIds.set(key, account.accountId);
  return account;
}
