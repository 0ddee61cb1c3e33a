import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { creditPack } from "@/db/schema/catalog";
import { topUp, topUpRule } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { mayTopUp } from "@/lib/billing/may-top-up";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { isGrantOpen } from "@/lib/billing/server/credits/is-grant-open";
import { stepTopUpRule } from "@/lib/billing/server/credits/step-top-up-rule";
import type { DeclineCause } from "@/lib/billing/types";
import { newId } from "@/lib/id";
import { recordNotice } from "@/lib/server/record-notice";

/**
 * Begins an automatic top-up where one is due and allowed: its row is what holds every other one back.
 * @returns its id; null when none may begin.
 */
export async function claimTopUp(tenantId: string, now: Date): Promise<string | null> {
  return inTransaction(async (tx) => {
    const account = await lockAccount(tx, tenantId, now);
    const { billingNow, defaultPaymentMethodId: card } = account;
    const [found] = await tx
      .select({ rule: topUpRule, pack: creditPack })
      .from(topUpRule)
      .innerJoin(creditPack, eq(creditPack.id, topUpRule.creditPackId))
      .where(eq(topUpRule.tenantId, tenantId));
    if (!found || !account.stripeCustomerId || account.deletedAt) return null;
    const { rule, pack } = found;
    const spent = await readSpent(tx, tenantId, billingNow);
    const refusal = mayTopUp(
      {
        rule: { ...rule, lastCause: rule.lastCause as DeclineCause | null },
        isOpen: await isGrantOpen(tx, tenantId, now),
        hasCard: card !== null,
        hasOpenAttempt: spent.hasOpenAttempt,
        leftMicro: await readLeftMicro(tx, tenantId, now),
        thresholdMicro: rule.thresholdMicro,
        amountMinor: pack.priceMinor,
        monthlyCapMinor: rule.monthlyCapMinor,
        spentMinor: spent.spentMinor,
        attemptsToday: spent.attemptsToday,
        maxPerDay: rule.maxPerDay,
      },
      billingNow,
    );
    if (refusal === "monthly_cap") {
      await recordNotice(tx, {
        tenantId,
        kind: "credits.recharge_failed",
        dedupeKey: `recharge_capped:${tenantId}:${billingNow.toISOString().slice(0, 7)}`,
        data: {
          amountMinor: pack.priceMinor,
          currency: pack.currency,
          cause: null,
          state: "capped",
          nextAttemptAt: monthAfter(billingNow).toISOString(),
        },
        now,
      });
    }
    if (refusal !== null) return null;
    const id = newId("topUp", now);
    await tx.insert(topUp).values({
      id,
      tenantId,
      creditPackId: pack.id,
      amountMinor: pack.priceMinor,
      currency: pack.currency,
      creditMicro: pack.creditMicro,
      status: "claimed",
      paymentMethodId: card,
      createdAt: billingNow,
    });
    await stepTopUpRule(tx, tenantId, { kind: "claimed" }, billingNow);
    return id;
  });
}

const monthOf = (at: Date) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
const monthAfter = (at: Date) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
const dayOf = (at: Date) => new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000);

/** What may still come to be counts as spent. */
async function readSpent(tx: Transaction, tenantId: string, billingNow: Date) {
  const rows = await tx
    .select()
    .from(topUp)
    .where(
      and(
        eq(topUp.tenantId, tenantId),
        gte(topUp.createdAt, new Date(Math.min(monthOf(billingNow).getTime(), dayOf(billingNow).getTime()))),
      ),
    );
  const [open] = await tx
    .select({ id: topUp.id })
    .from(topUp)
    .where(and(eq(topUp.tenantId, tenantId), inArray(topUp.status, ["claimed", "unknown", "needs_action"])));
  return {
    spentMinor: rows
      .filter(({ status, createdAt }) => status !== "failed" && createdAt >= monthOf(billingNow))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    attemptsToday: rows.filter(({ createdAt }) => createdAt >= dayOf(billingNow)).length,
    hasOpenAttempt: open !== undefined,
  };
}

async function readLeftMicro(tx: Transaction, tenantId: string, now: Date): Promise<number> {
  const [row] = await tx.execute<{ left: string }>(sql`
    select coalesce(sum(a.posted - a.consumed), 0)::bigint as left
      from credit_lot c join ledger_account a on a.account_id = c.account_id
     where c.tenant_id = ${tenantId} and (c.expires_at is null or c.expires_at > ${now.toISOString()}::timestamptz)`);
  return Number(row?.left ?? 0);
}
