import { eq, max } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { billingAccount, billingSubscription } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { statement } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { billingNow } from "@/lib/billing/billing-now";
import { billingPeriod } from "@/lib/billing/billing-period";
import { endOfTerm } from "@/lib/billing/end-of-term";
import { statementLines } from "@/lib/billing/server/manual/statement-lines";
import { newId } from "@/lib/id";

type Row = typeof billingSubscription.$inferSelect;

/** Outcomes still land for an hour after the end of a period; then its accounts are sealed. */
const settledMs = 3_900_000;
/** Years of statements are caught up with in turns. */
const mostPeriods = 24;

/**
 * Worker duty: writes what tenants that are billed by hand owe for each period that is over, once; a reading of the
 * ledger. A period whose usage is still being settled waits.
 */
export async function closeStatements(now: Date): Promise<{ closed: number }> {
  const rows = await database()
    .select({ row: billingSubscription, offset: billingAccount.clockOffsetSeconds, last: max(statement.periodEnd) })
    .from(billingSubscription)
    .leftJoin(billingAccount, eq(billingAccount.tenantId, billingSubscription.tenantId))
    .leftJoin(statement, eq(statement.billingSubscriptionId, billingSubscription.id))
    .where(eq(billingSubscription.billedBy, "manual"))
    .groupBy(billingSubscription.id, billingAccount.tenantId);
  let closed = 0;
  for (const { row, offset, last } of rows) {
    const clockOffsetSeconds = offset ?? 0;
    const settledUntil = new Date(billingNow(now, clockOffsetSeconds).getTime() - settledMs);
    closed += await closePeriods(row, last, settledUntil, clockOffsetSeconds, now);
  }
  return { closed };
}

async function closePeriods(row: Row, last: Date | null, until: Date, offset: number, now: Date): Promise<number> {
  let from = last ?? row.startedAt;
  let closed = 0;
  const over = endOfTerm(row);
  while (closed < mostPeriods && (over === null || from < over)) {
    const whole = billingPeriod(row.interval, row.anchorAt, from);
    const end = over && over < whole.end ? over : whole.end;
    if (end > until || end <= from) return closed;
    const isWritten = await inTransaction((tx) => writeStatement(tx, row, { from, end, whole }, offset, now));
    if (!isWritten) return closed;
    from = end;
    closed++;
  }
  return closed;
}

async function writeStatement(
  tx: Transaction,
  row: Row,
  part: { from: Date; end: Date; whole: { start: Date; end: Date } },
  clockOffsetSeconds: number,
  now: Date,
): Promise<boolean> {
  if (row.planVersionId === null) return false;
  const [version] = await tx.select().from(planVersion).where(eq(planVersion.id, row.planVersionId));
  if (!version) return false;
  const lines = await statementLines(tx, row, version, part, clockOffsetSeconds);
  await tx
    .insert(statement)
    .values({
      id: newId("statement", now),
      tenantId: row.tenantId,
      billingSubscriptionId: row.id,
      planVersionId: row.planVersionId,
      periodStart: part.from,
      periodEnd: part.end,
      currency: version.currency,
      totalMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      lines,
      closedAt: now,
    })
    .onConflictDoNothing();
  return true;
}
