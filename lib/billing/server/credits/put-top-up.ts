import { and, desc, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { creditPack } from "@/db/schema/catalog";
import { topUp, topUpRule } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { PutTopUpInput } from "@/lib/billing/credit-inputs";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { requireOpenTenant } from "@/lib/billing/server/checkout/require-open-tenant";
import { describeTopUp } from "@/lib/billing/server/credits/get-top-up";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { type TopUpState, topUpStep } from "@/lib/billing/top-up-step";
import type { DeclineCause } from "@/lib/billing/types";
import type { TopUpView } from "@/lib/billing/views";
import { parseCredits } from "@/lib/credits";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * A member agrees that credits are bought by themselves: below a threshold, a pack, at most so much a month. After
 * declines that ended it, another card must be the default first.
 * @throws AppError `validation_failed`, `payment_method_missing`, `conflict` for the card that failed or another
 * currency, `payment_processor_unavailable`.
 */
export async function putTopUp(ctx: Ctx, input: z.input<typeof PutTopUpInput>): Promise<TopUpView> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { threshold, creditPackId, monthlyCapMinor } = parseInput(PutTopUpInput, input);
  const thresholdMicro = parseCredits(threshold) ?? 0;
  await requireLink(ctx.now);
  await inTransaction(async (tx) => {
    await requireOpenTenant(tx, tenantId);
    const account = await lockAccount(tx, tenantId, ctx.now);
    const pack = await requirePack(tx, creditPackId, account.currency);
    if (pack.creditMicro <= thresholdMicro) {
      throw invalidField("/threshold", "too_large", "The pack must lift an empty balance above the threshold.");
    }
    if (monthlyCapMinor < pack.priceMinor) {
      throw invalidField("/monthlyCapMinor", "too_small", "The most of a month must cover one pack.");
    }
    const card = account.defaultPaymentMethodId;
    if (card === null) throw new AppError("payment_method_missing");
    const before = await nextState(tx, tenantId, card, account.billingNow);
    const consentedBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
    const terms = { thresholdMicro, creditPackId, monthlyCapMinor, consentedBy, consentedAt: ctx.now };
    const { state, cooldownUntil, softFailures, lastCause } = before;
    const row = { ...terms, state, cooldownUntil, softFailures, lastCause };
    await tx
      .insert(topUpRule)
      .values({ tenantId, ...row })
      .onConflictDoUpdate({ target: topUpRule.tenantId, set: row });
    await recordAudit(tx, ctx, {
      action: "top_up.consented",
      objectKind: "top_up_rule",
      objectId: tenantId,
      tenantId,
      after: { threshold, creditPackId, monthlyCapMinor },
    });
  });
  return describeTopUp(tenantId, ctx.now);
}

async function requirePack(tx: Transaction, creditPackId: string, currency: string | null) {
  const [pack] = await tx
    .select()
    .from(creditPack)
    .where(and(eq(creditPack.id, creditPackId), isNull(creditPack.archivedAt)));
  if (!pack) throw invalidField("/creditPackId", "unknown", "This pack is not on sale.");
  if (currency !== null && pack.currency !== currency) {
    throw new AppError("conflict", `This tenant pays in ${currency}; this pack is sold in ${pack.currency}.`, {
      reason: "other_currency",
    });
  }
  return pack;
}

async function nextState(tx: Transaction, tenantId: string, card: string, billingNow: Date): Promise<TopUpState> {
  const fresh: TopUpState = { state: "off", cooldownUntil: null, softFailures: 0, lastCause: null };
  const [row] = await tx.select().from(topUpRule).where(eq(topUpRule.tenantId, tenantId)).for("update");
  const [last] = await tx
    .select({ card: topUp.paymentMethodId })
    .from(topUp)
    .where(eq(topUp.tenantId, tenantId))
    .orderBy(desc(topUp.createdAt), desc(topUp.id))
    .limit(1);
  const rule = row ? { ...row, lastCause: row.lastCause as DeclineCause | null } : fresh;
  const hasNewCard = last !== undefined && last.card !== card;
  const next = topUpStep(rule, { kind: "consented", hasNewCard }, billingNow);
  if (next.state !== "disabled" && next.state !== "needs_action") return next;
  throw new AppError("conflict", "The card that failed is still the default. Choose another card first.", {
    reason: "new_card_needed",
  });
}
