import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { creditPack } from "@/db/schema/catalog";
import { coverDebt } from "@/lib/billing/server/credits/cover-debt";
import { postCreditLot } from "@/lib/entitlements/server/post-credit-lot";
import { closeNotices, recordNotice } from "@/lib/server/record-notice";

type Purchase = {
  tenantId: string;
  /** `purchase` by a person, `top_up` by itself. */
  source: "purchase" | "top_up";
  /** The payment: its PaymentIntent, which makes one lot whatever happens. */
  paymentId: string;
  creditPackId: string;
  creditMicro: number;
  amountMinor: number;
  currency: string;
  createdBy: string;
  /** Real time: bought credits run out by it. */
  now: Date;
};

const dayMs = 86_400_000;

/**
 * Gives the credits of a payment that came, once, whether the page, the event, a poll or a retry sees it first.
 * @returns whether they came now.
 */
export async function postBoughtCredits(tx: Transaction, bought: Purchase): Promise<boolean> {
  const { tenantId, creditMicro, amountMinor, currency, now } = bought;
  const [pack] = await tx.select().from(creditPack).where(eq(creditPack.id, bought.creditPackId));
  const days = pack?.expiresAfterDays ?? null;
  const { lotId, isNew } = await postCreditLot(tx, {
    tenantId,
    kind: "bought",
    micro: creditMicro,
    priority: 100,
    expiresAt: days === null ? null : new Date(now.getTime() + days * dayMs),
    sourceType: bought.source,
    sourceId: bought.paymentId,
    reason: pack?.name ?? "Bought credits",
    createdBy: bought.createdBy,
    now,
  });
  if (!isNew) return false;
  await coverDebt(tx, { tenantId, key: `lot:${lotId}`, now });
  await recordNotice(tx, {
    tenantId,
    kind: "credits.added",
    dedupeKey: `credits.added:${lotId}`,
    data: { creditMicro, price: { amountMinor, currency }, source: bought.source },
    now,
  });
  await closeNotices(tx, { tenantId, kinds: ["credits.low", "credits.exhausted"], now });
  await recordChange(tx, { subject: "tenant", subjectId: tenantId });
  return true;
}
