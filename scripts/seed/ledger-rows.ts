import type { Sql } from "@/db/connect";
import { copyLine } from "@/scripts/seed/copy-line";
import { CopyStream } from "@/scripts/seed/copy-stream";
import type { DemoAccount, DemoLedger, DemoLot } from "@/scripts/seed/demo-ledger";

const hourMs = 3_600_000;
type Row = Readonly<Record<string, unknown>>;

/**
 * The ledger's rows of every tenant, gathered to be written at once: accounts, lots, and transfers for what was posted
 * and used, as a gateway's flushes would have left them.
 */
export class LedgerRows {
  readonly #accounts: Row[] = [];
  readonly #lots: Row[] = [];
  readonly #transfers: Row[] = [];

  add(tenantId: string, ledger: DemoLedger, lots: readonly DemoLot[], now: Date): void {
    const lotOf = new Map(lots.map((lot) => [lot.accountId, lot]));
    for (const account of ledger.accounts.values()) {
      const { row, transfers } = bookAccount(tenantId, account, lotOf.get(account.accountId), now);
      this.#accounts.push(row);
      this.#transfers.push(...transfers);
    }
    this.#lots.push(...lots.map((lot) => lotRow(tenantId, lot)));
  }

  async write(sql: Sql): Promise<void> {
    for (const unit of new Set(this.#accounts.map(({ unit }) => String(unit)))) {
      for (const name of ["issued", "used", "breakage"]) await sql`select system_account(${name}, ${unit})`;
    }
    await copyRows(sql, "ledger_account", accountColumns, this.#accounts);
    await copyRows(sql, "credit_lot", lotColumns, this.#lots);
    await copyRows(sql, "ledger_transfer", transferColumns, this.#transfers);
  }
}

async function copyRows(sql: Sql, table: string, columns: readonly string[], rows: readonly Row[]): Promise<void> {
  const stream = new CopyStream(table, columns);
  await stream.open(sql);
  for (const row of rows) stream.add(copyLine(columns, row));
  await stream.end();
}

const accountColumns = [
  ...["accountId", "tenantId", "kind", "unit", "featureId", "keyId", "mode", "periodStart", "periodEnd"],
  ...["enforced", "posted", "consumed", "version", "state"],
];
const transferColumns = [
  ...["source", "sourceKey", "line", "kind", "unit", "fromAccount", "toAccount", "amount", "at", "reason"],
];
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

function bookAccount(tenantId: string, account: DemoAccount, lot: DemoLot | undefined, now: Date) {
  const { accountId, kind, featureId, keyId, start, end, enforced, consumed } = account;
  const unit = featureId ?? "microcredit";
  const transfers: Row[] = [];
  const move = (
    line: { source: string; sourceKey: string; kind: string; at: Date; reason?: string },
    amount: number,
  ) => {
    const isIn = line.kind === "grant" || line.kind === "purchase";
    const other = `${line.kind === "usage" ? "used" : line.kind === "expiry" ? "breakage" : "issued"}:${unit}`;
    const [fromAccount, toAccount] = isIn ? [other, accountId] : [accountId, other];
    if (amount > 0) transfers.push({ reason: null, ...line, line: 1, unit, fromAccount, toAccount, amount });
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
  const row = {
    ...{ accountId, tenantId, kind, unit, featureId, keyId, mode: "live", periodStart: start, periodEnd: end },
    ...{ enforced, posted: account.posted - expired, consumed, version },
    state: isOver ? "sealed" : "open",
  };
  return { row, transfers };
}
