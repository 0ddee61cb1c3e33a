import type { AccountRow, Tables } from "./tables";

/** `credit_lot_open`: the lot's account and its purchase in one go, once a source. */
export function openLot(
  tables: Tables,
  lot: { accountId: string; tenantId: string; micro: number; expiresAtMs: number | null; source: string },
  nowMs: number,
): void {
  if (tables.postedSources.has(lot.source)) return;
  tables.postedSources.add(lot.source);
  const account: AccountRow = {
    accountId: lot.accountId,
    tenantId: lot.tenantId,
    kind: "credit",
    unit: "microcredit",
    featureId: null,
    keyId: null,
    mode: "live",
    periodStartMs: nowMs,
    periodEndMs: lot.expiresAtMs,
    enforced: true,
    wasUnlimited: false,
    posted: lot.micro,
    consumed: 0,
    reserved: 0,
    state: "open",
  };
  tables.accounts.set(lot.accountId, account);
  tables.transfers.push({
    kind: "purchase",
    unit: "microcredit",
    from: "issued:microcredit",
    to: lot.accountId,
    amount: lot.micro,
  });
}
