import { desc, eq, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingSubscription } from "@/db/schema/billing";
import { endOfTerm } from "@/lib/billing/end-of-term";

type Row = typeof billingSubscription.$inferSelect;

/** What a tenant has been billed for, as far as a purchase depends on it. */
export type Holding = {
  /** Stripe's subscription that is not over, also one that waits for a payment. */
  stripe: Row | null;
  /** Billed by hand or by nobody, and not over. */
  other: Row | null;
  hadTrial: boolean;
};

const over = new Set(["canceled", "incomplete_expired"]);

/** Reads a tenant's subscriptions from the mirror, as they are in its billing time now. */
export async function readHolding(reader: Reader, tenantId: string): Promise<Holding> {
  const [clock] = await reader.execute<{ ms: string }>(sql`
    select extract(epoch from now() + make_interval(secs => coalesce(
             (select clock_offset_seconds from billing_account where tenant_id = ${tenantId}), 0))) * 1000 as ms`);
  const at = new Date(Number(clock?.ms));
  const rows = await reader
    .select()
    .from(billingSubscription)
    .where(eq(billingSubscription.tenantId, tenantId))
    .orderBy(desc(billingSubscription.createdAt));
  const isLive = (row: Row) => row.endedAt === null && !over.has(row.status);
  return {
    stripe: rows.find((row) => row.billedBy === "stripe" && isLive(row)) ?? null,
    other: rows.find((row) => row.billedBy !== "stripe" && isRunning(row, at)) ?? null,
    hadTrial: rows.some((row) => row.trialEnd !== null),
  };
}

const isRunning = (row: Row, at: Date): boolean => {
  const end = endOfTerm(row);
  return end === null || (row.endedAt === null && end > at);
};
