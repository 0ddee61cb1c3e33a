import type { Sql } from "@/db/connect";

/** Accounts that one call of `ledger_close_periods` takes at most. */
const batch = 500;

export type ClosedPeriods = { closing: number; sealed: number; expired: number };

/**
 * Ends periods and lots whose time is over (SQL function `ledger_close_periods`): they close, an hour later they are
 * sealed, and what is left of a lot is posted as expired once no lease holds any of it.
 */
export async function keepPeriods(sql: Sql): Promise<ClosedPeriods> {
  const all: ClosedPeriods = { closing: 0, sealed: 0, expired: 0 };
  for (;;) {
    const [row] = await sql<{ closed: ClosedPeriods }[]>`select ledger_close_periods() as closed`;
    if (!row) return all;
    all.closing += row.closed.closing;
    all.sealed += row.closed.sealed;
    all.expired += row.closed.expired;
    if (row.closed.closing + row.closed.sealed < batch) return all;
  }
}
