import { and, desc, eq, gte, ne, sum } from "drizzle-orm";
import { database } from "@/db/client";
import { creditPack } from "@/db/schema/catalog";
import { topUp, topUpRule } from "@/db/schema/invoices";
import { readBillingNow } from "@/lib/billing/server/clock/read-billing-now";
import { describePack } from "@/lib/billing/server/credits/describe-pack";
import type { DeclineCause } from "@/lib/billing/types";
import type { TopUpView } from "@/lib/billing/views";
import { creditDecimal } from "@/lib/credits";
import { authorizeMember, isAllowed } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const shownAttempts = 20;

/** The automatic top-up of the caller's tenant, with its latest attempts; where it is paid only for who sees invoices. */
export async function getTopUp(ctx: Ctx): Promise<TopUpView> {
  const view = await describeTopUp(authorizeMember(ctx, "billing:read"), ctx.now);
  return isAllowed(ctx, "invoices:read") ? view : { ...view, payUrl: null };
}

/** Who may ask is the caller's matter. */
export async function describeTopUp(tenantId: string, now: Date): Promise<TopUpView> {
  const { billingNow } = await readBillingNow(database(), tenantId, now);
  const [found] = await database()
    .select({ rule: topUpRule, pack: creditPack })
    .from(topUpRule)
    .innerJoin(creditPack, eq(creditPack.id, topUpRule.creditPackId))
    .where(eq(topUpRule.tenantId, tenantId));
  const attempts = await database()
    .select()
    .from(topUp)
    .where(eq(topUp.tenantId, tenantId))
    .orderBy(desc(topUp.createdAt), desc(topUp.id))
    .limit(shownAttempts);
  const month = new Date(Date.UTC(billingNow.getUTCFullYear(), billingNow.getUTCMonth(), 1));
  const [spent] = await database()
    .select({ minor: sum(topUp.amountMinor).mapWith(Number) })
    .from(topUp)
    .where(and(eq(topUp.tenantId, tenantId), gte(topUp.createdAt, month), ne(topUp.status, "failed")));
  const { rule, pack } = found ?? { rule: null, pack: null };
  const waiting = attempts.find(({ status }) => status === "needs_action");
  return {
    state: rule?.state ?? "off",
    threshold: rule ? creditDecimal(rule.thresholdMicro) : null,
    pack: pack && describePack(pack),
    monthlyCap: rule && pack ? { amountMinor: rule.monthlyCapMinor, currency: pack.currency } : null,
    spentThisMonth: pack ? { amountMinor: spent?.minor ?? 0, currency: pack.currency } : null,
    cooldownUntil: rule?.cooldownUntil?.toISOString() ?? null,
    lastCause: (rule?.lastCause as DeclineCause | null | undefined) ?? null,
    payUrl: waiting?.hostedUrl ?? null,
    attempts: attempts.map((attempt) => ({
      id: attempt.id,
      at: attempt.createdAt.toISOString(),
      status: attempt.status,
      amount: { amountMinor: attempt.amountMinor, currency: attempt.currency },
      cause: attempt.cause as DeclineCause | null,
    })),
  };
}
