import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import type { AccountRef } from "@/lib/metering/types";
import { entitledUnits, syncAccount } from "./sync-account";
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

/** `account_open`: finds or makes the account of a period; amounts come from the entitlement rows. */
export function openAccount(
  tables: Tables,
  request: StoreRequest & { fn: "account_open" },
  nowMs: number,
): StoreAnswer & { fn: "account_open" } {
  const { account: ref } = request;
  const refused = (status: "not_included" | "outside_period") => ({
    fn: "account_open" as const,
    nowMs,
    lastSeq: 0,
    status,
    accountId: "",
    kind: ref.kind,
    unit: "",
    enforced: true,
    posted: 0,
    consumed: 0,
  });
  const { period } = ref;
  if (!period || nowMs < period.start.getTime() || nowMs >= period.end.getTime()) return refused("outside_period");
  if (!isIncluded(tables, ref, nowMs)) return refused("not_included");
  const key = accountKey(ref);
  const knownId = tables.accountIds.get(key);
  const account = (knownId && tables.accounts.get(knownId)) || createAccount(tables, ref, key);
  syncAccount(tables, account, nowMs);
  const { accountId, kind, unit, enforced, posted, consumed } = account;
  return { fn: "account_open", nowMs, lastSeq: 0, status: "open", accountId, kind, unit, enforced, posted, consumed };
}

function createAccount(tables: Tables, ref: AccountRef, key: string): AccountRow {
  const account: AccountRow = {
    accountId: `acc_${String(tables.accounts.size + 1).padStart(6, "0")}`,
    tenantId: ref.tenantId,
    kind: ref.kind,
    unit: ref.featureId ?? "",
    featureId: ref.featureId,
    keyId: ref.keyId,
    mode: ref.mode,
    periodStartMs: ref.period?.start.getTime() ?? null,
    periodEndMs: ref.period?.end.getTime() ?? null,
    enforced: true,
    posted: 0,
    consumed: 0,
    reserved: 0,
    state: "open",
    version: 0,
  };
  tables.accounts.set(account.accountId, account);
  tables.accountIds.set(key, account.accountId);
  return account;
}
