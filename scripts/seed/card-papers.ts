import type { Transaction } from "@/db/client";
import { invoice, paymentAttempt } from "@/db/schema/invoices";
import { newId } from "@/lib/id";
import type { SeededVersion } from "@/scripts/seed/seed-catalogue";

type Invoice = typeof invoice.$inferInsert;

/** The invoices of one tenant that pays by card, numbered as they come, and the attempts to charge them. */
export class CardPapers {
  readonly #tenantId: string;
  readonly #slug: string;
  #numbers = 0;

  constructor(tenantId: string, slug: string) {
    this.#tenantId = tenantId;
    this.#slug = slug;
  }

  /** A period that was paid when it was charged. */
  async charge(
    tx: Transaction,
    version: SeededVersion,
    period: { start: Date; end: Date },
    amountMinor: number,
    at: Date,
    subscriptionId: string,
  ): Promise<void> {
    const made = this.invoice(version, period, amountMinor, at, subscriptionId);
    await tx.insert(invoice).values(made);
    await this.attempt(tx, made.id, 1, at, amountMinor, { ok: true, cause: null, declineCode: null });
  }

  /** Credits that were bought: the invoice that the payment left. */
  async credits(tx: Transaction, at: Date, credits: number, description: string): Promise<void> {
    const amountMinor = credits >= 2_500 ? Math.round(credits * 0.88) : credits;
    const made = this.#paper({ start: at, end: at }, amountMinor, at, null, "credits", { description, priceId: null });
    await tx.insert(invoice).values(made);
    await this.attempt(tx, made.id, 1, at, amountMinor, { ok: true, cause: null, declineCode: null });
  }

  /** The invoice of a period, as if it were paid; less than the plan's price is what an upgrade cost. */
  invoice(
    version: SeededVersion,
    period: { start: Date; end: Date },
    amountMinor: number,
    at: Date,
    subscriptionId: string,
  ) {
    const isWhole = amountMinor === version.priceMinor;
    const reason = isWhole ? "subscription_cycle" : "subscription_update";
    const line = { description: version.planName, priceId: `${version.id}:flat`, isProration: !isWhole };
    return this.#paper(period, amountMinor, at, subscriptionId, reason, line);
  }

  #paper(
    period: { start: Date; end: Date },
    amountMinor: number,
    at: Date,
    billingSubscriptionId: string | null,
    reason: string,
    line: { description: string; priceId: string | null; isProration?: boolean },
  ): Invoice & { id: string } {
    const [periodStart, periodEnd] = [period.start.toISOString(), period.end.toISOString()];
    const amounts = { subtotalMinor: amountMinor, totalMinor: amountMinor, paidMinor: amountMinor, dueMinor: 0 };
    return {
      ...{ id: newId("invoice", at), tenantId: this.#tenantId, billingSubscriptionId, billedBy: "stripe" },
      number: `${this.#slug}-${String(++this.#numbers).padStart(4, "0")}`,
      ...{ status: "paid", reason, currency: "EUR", ...amounts, attemptCount: 1 },
      ...{
        periodStart: period.start,
        periodEnd: period.end,
        createdAt: period.start,
        finalizedAt: at,
        paidAt: at,
        fetchedAt: at,
      },
      lines: [{ ...{ units: null, quantity: 1, isProration: false, amountMinor, periodStart, periodEnd }, ...line }],
    };
  }

  async attempt(
    tx: Transaction,
    invoiceId: string,
    attempt: number,
    at: Date,
    amountMinor: number,
    said: { ok: boolean; cause: string | null; declineCode: string | null },
  ): Promise<void> {
    const of = { id: newId("paymentAttempt", at), tenantId: this.#tenantId, invoiceId };
    await tx.insert(paymentAttempt).values({ ...of, attempt, at, amountMinor, currency: "EUR", ...said });
  }
}
