import type { Sql } from "@/db/connect";
import { copyRows } from "@/scripts/seed/copy-rows";
import type { DayLog } from "@/scripts/seed/day-log";
import type { DemoAccount, DemoLedger, DemoLot } from "@/scripts/seed/demo-ledger";
import type { ToldCall } from "@/scripts/seed/tell-calls";
import type { UsageLog } from "@/scripts/seed/usage-log";

const hourMs = 3_600_000;

/**
 * Books the calls of one tenant as a gateway's flushes would have: accounts, and transfers for what was posted and used.
 * Rows of the request log, events and draws are gathered, to be written with those of every tenant.
 */
export async function bookCalls(
  sql: Sql,
  { log, usage }: { log: DayLog; usage: UsageLog },
  tenantId: string,
  { told, ledger, lots }: { told: readonly ToldCall[]; ledger: DemoLedger; lots: readonly DemoLot[] },
  now: Date,
): Promise<void> {
  const accounts = [...ledger.accounts.values()];
  await bookAccounts(sql, tenantId, accounts, new Map(lots.map((lot) => [lot.accountId, lot])), now);
  await copyRows(
    sql,
    "credit_lot",
    lotColumns,
    lots.map((lot) => lotRow(tenantId, lot)),
  );
  for (const { row, draws } of told) {
    log.add(row);
    if (row.metered) usage.add(row, draws);
  }
}

const lotColumns = [
  ...["tenantId", "id", "accountId", "kind", "micro", "priority", "expiresAt", "sourceType", "sourceId"],
  ...["reason", "createdBy", "createdAt"],
];

const lotRow = (tenantId: string, lot: DemoLot) => ({
  tenantId,
  id: lot.id,
  accountId: lot.accountId,
  kind: lot.kind,
  micro: lot.micro,
  priority: lot.priority,
  expiresAt: lot.expiresAt,
  sourceType: "demo",
  sourceId: lot.id,
  reason: lot.reason,
  createdBy: "demo",
  createdAt: lot.givenAt,
});

async function bookAccounts(
  sql: Sql,
  tenantId: string,
  accounts: readonly DemoAccount[],
  lots: ReadonlyMap<string, DemoLot>,
  now: Date,
): Promise<void> {
  const units = new Set(accounts.map(unitOf));
  for (const unit of units) {
    for (const name of ["issued", "used", "breakage"]) await sql`select system_account(${name}, ${unit})`;
  }
  const transfers: Record<string, unknown>[] = [];
  const rows = accounts.map((account) => {
    const { accountId, kind, featureId, keyId, start, end, enforced, consumed } = account;
    const unit = unitOf(account);
    const lot = lots.get(accountId);
    const move = (
      line: { source: string; sourceKey: string; kind: string; at: Date; reason?: string },
      amount: number,
    ) => {
      const isIn = line.kind === "grant" || line.kind === "purchase";
      const other = line.kind === "usage" ? "used" : line.kind === "expiry" ? "breakage" : "issued";
      const ends = {
        fromAccount: isIn ? `${other}:${unit}` : accountId,
        toAccount: isIn ? accountId : `${other}:${unit}`,
      };
      if (amount > 0) transfers.push({ reason: null, ...line, line: 1, unit, ...ends, amount });
    };
    let version = 0;
    for (const { at, amount } of account.postings) {
      version++;
      if (lot) {
        const line = { source: "credit_lot", sourceKey: lot.id, reason: lot.reason };
        move({ ...line, kind: lot.kind === "bought" ? "purchase" : "grant", at }, amount);
      } else {
        const line = { source: "entitlement", sourceKey: `${accountId}:${version}`, at };
        move({ ...line, kind: amount > 0 ? "grant" : "reduction" }, Math.abs(amount));
      }
    }
    const isOver = end !== null && end.getTime() <= now.getTime() - hourMs;
    move({ source: "demo", sourceKey: accountId, kind: "usage", at: isOver ? end : now }, consumed);
    const expired = lot && isOver ? account.posted - consumed : 0;
    if (end)
      move({ source: "expiry", sourceKey: accountId, kind: "expiry", at: end, reason: "The lot expired" }, expired);
    return {
      ...{ accountId, tenantId, kind, unit, featureId, keyId, mode: "live", periodStart: start, periodEnd: end },
      ...{ enforced, posted: account.posted - expired, consumed, version },
      state: isOver ? "sealed" : "open",
    };
  });
  const accountColumns = [
    ...["accountId", "tenantId", "kind", "unit", "featureId", "keyId", "mode", "periodStart", "periodEnd"],
    ...["enforced", "posted", "consumed", "version", "state"],
  ];
  const transferColumns = [
    ...["source", "sourceKey", "line", "kind", "unit", "fromAccount", "toAccount", "amount", "at", "reason"],
  ];
  await copyRows(sql, "ledger_account", accountColumns, rows);
  await copyRows(sql, "ledger_transfer", transferColumns, transfers);
}

const unitOf = ({ featureId }: DemoAccount) => featureId ?? "microcredit";
