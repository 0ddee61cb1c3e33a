import { and, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingSubscription, planChange } from "@/db/schema/billing";
import { invoice } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { billingPeriod } from "@/lib/billing/billing-period";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import type { DeclineCause } from "@/lib/billing/types";
import { newId } from "@/lib/id";
import { actAt } from "@/scripts/seed/act-at";
import { CardPapers } from "@/scripts/seed/card-papers";
import { confirmCheckout, confirmInvoice } from "@/scripts/seed/confirm-payment";
import { saveCard } from "@/scripts/seed/save-card";
import type { SeededVersion } from "@/scripts/seed/seed-catalogue";
import type { Story } from "@/scripts/seed/story";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** An invoice of a new period is a draft for an hour. */
const draftMs = hourMs;

type Subscription = typeof billingSubscription.$inferSelect;

/**
 * One tenant that pays by card, as the mirror would hold it had the payment provider billed it: no customer stands
 * behind it there, so nothing is compared with it, and its grants follow from its rows like everybody's.
 */
export class CardBilling {
  readonly #tenantId: string;
  readonly #papers: CardPapers;
  readonly #holds: { from: Date; version: SeededVersion; subscriptionId: string }[] = [];
  #failedAt: Date | null = null;

  constructor(tenantId: string, slug: string) {
    this.#tenantId = tenantId;
    this.#papers = new CardPapers(tenantId, slug);
  }

  /** When the last charge failed for the first time. */
  get failedAt(): Date {
    if (!this.#failedAt) throw new Error("No charge of this tenant failed.");
    return this.#failedAt;
  }

  /** Takes a plan, or another one in the midst of a period for what it costs more. */
  async hold(version: SeededVersion, at: Date): Promise<void> {
    await this.#act(at, async (tx) => {
      const running = await this.#running(tx);
      const { id: planVersionId, interval } = version;
      if (!running) {
        await tx
          .update(billingSubscription)
          .set({ endedAt: at, status: "ended" })
          .where(this.#own(ne(billingSubscription.billedBy, "stripe")));
        const id = newId("billingSubscription", at);
        this.#holds.push({ from: at, version, subscriptionId: id });
        await confirmCheckout(tx, this.#tenantId, version, at);
        await tx.insert(billingSubscription).values({
          ...{
            id,
            tenantId: this.#tenantId,
            billedBy: "stripe",
            stripeSubscriptionId: `sub_demo_${id}`,
            status: "active",
          },
          ...{ planVersionId, interval, anchorAt: at, startedAt: at, createdBy: "demo", createdAt: at },
        });
        return;
      }
      const before = this.#holdAt(at);
      await tx
        .update(billingSubscription)
        .set({ planVersionId, interval })
        .where(eq(billingSubscription.id, running.id));
      const change = { tenantId: this.#tenantId, billingSubscriptionId: running.id, kind: "upgrade" as const };
      await tx.insert(planChange).values({
        ...{ ...change, id: newId("planChange", at), fromVersionId: before?.id ?? null, toVersionId: planVersionId },
        ...{ prorationAt: at, effectiveAt: at, currency: "EUR", status: "applied", createdBy: "demo", createdAt: at },
      });
      const period = billingPeriod(running.interval, running.anchorAt, at);
      const rest = (period.end.getTime() - at.getTime()) / (period.end.getTime() - period.start.getTime());
      const amountMinor = Math.round(Math.max(0, version.priceMinor - (before?.priceMinor ?? 0)) * rest);
      this.#holds.push({ from: at, version, subscriptionId: running.id });
      if (amountMinor > 0)
        await this.#papers.charge(tx, version, { start: at, end: period.end }, amountMinor, at, running.id);
    });
  }

  /** The charge of the period that runs at an instant failed when it was made. */
  async fail(at: Date, { cause, declineCode }: { cause: DeclineCause; declineCode: string }, now: Date): Promise<void> {
    const [running, period] = await inTransaction(async (tx) => {
      const found = await this.#require(tx);
      return [found, billingPeriod(found.interval, found.anchorAt, at)] as const;
    });
    const failedAt = new Date(period.start.getTime() + draftMs);
    this.#failedAt = failedAt;
    await this.#act(failedAt, async (tx) => {
      const version = this.#holdAt(period.start);
      if (!version) throw new Error("Nothing was held when this charge failed.");
      const made = this.#papers.invoice(version, period, version.priceMinor, period.start, running.id);
      const amountMinor = version.priceMinor;
      const attempts = [0, 3, 5].filter((days) => failedAt.getTime() + days * dayMs < now.getTime());
      await tx.insert(invoice).values({
        ...{
          ...made,
          status: "open",
          dueMinor: amountMinor,
          paidMinor: 0,
          paidAt: null,
          attemptCount: 1,
          cause,
          declineCode,
        },
        nextAttemptAt: new Date(failedAt.getTime() + 3 * dayMs),
      });
      await this.#papers.attempt(tx, made.id, 1, failedAt, amountMinor, { ok: false, cause, declineCode });
      await tx.update(billingSubscription).set({ status: "past_due" }).where(eq(billingSubscription.id, running.id));
      this.#retries = { invoiceId: made.id, attempts, amountMinor, cause, declineCode };
    });
  }

  #retries: { invoiceId: string; attempts: number[]; amountMinor: number; cause: string; declineCode: string } | null =
    null;

  /** What is open is paid, at a further attempt. */
  async pay(at: Date): Promise<void> {
    await this.#act(at, async (tx) => {
      const made = await this.#retry(tx, at);
      const { id } = await this.#require(tx);
      if (!made) throw new Error("Nothing of this tenant is open.");
      const { invoiceId, amountMinor, attempt } = made;
      const paid = { status: "paid" as const, paidMinor: amountMinor, dueMinor: 0, paidAt: at, attemptCount: attempt };
      await tx
        .update(invoice)
        .set({ ...paid, nextAttemptAt: null, cause: null, declineCode: null })
        .where(eq(invoice.id, invoiceId));
      await this.#papers.attempt(tx, invoiceId, attempt, at, amountMinor, { ok: true, cause: null, declineCode: null });
      await confirmInvoice(tx, this.#tenantId, invoiceId, at);
      await tx.update(billingSubscription).set({ status: "active" }).where(eq(billingSubscription.id, id));
    });
  }

  /** Ends with its period. */
  async cancel(at: Date, reason: string): Promise<void> {
    await this.#act(at, async (tx) => {
      const { id, interval, anchorAt, planVersionId } = await this.#require(tx);
      const { end } = billingPeriod(interval, anchorAt, at);
      await tx
        .update(billingSubscription)
        .set({ cancelAt: end, cancelReason: reason })
        .where(eq(billingSubscription.id, id));
      await this.#plan(tx, "cancel", {
        from: planVersionId,
        to: null,
        at,
        effectiveAt: end,
        reason,
        subscriptionId: id,
      });
    });
  }

  /** Another plan from the end of the period on. */
  async downgrade(version: SeededVersion, at: Date): Promise<void> {
    await this.#act(at, async (tx) => {
      const { id, interval, anchorAt, planVersionId } = await this.#require(tx);
      const effectiveAt = billingPeriod(interval, anchorAt, at).end;
      const to = version.id;
      await this.#plan(tx, "downgrade", { from: planVersionId, to, at, effectiveAt, reason: null, subscriptionId: id });
    });
  }

  /** It is over at once; what is unpaid then stays so. */
  async end(at: Date, reason: string): Promise<void> {
    await this.#act(at, async (tx) => {
      const { id } = await this.#require(tx);
      const left = await this.#retry(tx, at);
      await tx
        .update(billingSubscription)
        .set({ status: "canceled", endedAt: at, cancelReason: reason })
        .where(eq(billingSubscription.id, id));
      if (left) await tx.update(invoice).set({ status: "uncollectible" }).where(eq(invoice.id, left.invoiceId));
    });
  }

  /** Credits that were bought. */
  async buyCredits(at: Date, credits: number, description: string): Promise<void> {
    await inTransaction((tx) => this.#papers.credits(tx, at, credits, description));
  }

  /** Fills in the periods that were paid at once, the card, and where its subscription stands now. */
  async settle(now: Date, card: NonNullable<Story["card"]>): Promise<void> {
    await inTransaction(async (tx) => {
      await this.#retry(tx, now);
      const subscriptions = await tx
        .select()
        .from(billingSubscription)
        .where(eq(billingSubscription.tenantId, this.#tenantId));
      const failed = await tx.select().from(invoice).where(eq(invoice.tenantId, this.#tenantId));
      for (const one of subscriptions.filter(({ billedBy }) => billedBy === "stripe")) {
        const until = one.endedAt ?? now;
        for (let at = one.startedAt; at < until; ) {
          const period = billingPeriod(one.interval, one.anchorAt, at);
          const isThere = failed.some(({ periodStart }) => periodStart?.getTime() === period.start.getTime());
          const version = this.#holdAt(new Date(Math.max(period.start.getTime(), one.startedAt.getTime())));
          const paidAt = new Date(period.start.getTime() + (at === one.startedAt ? 0 : draftMs));
          if (!isThere && version && paidAt <= now)
            await this.#papers.charge(tx, version, period, version.priceMinor, paidAt, one.id);
          at = period.end;
        }
        const { start: periodStart, end: periodEnd } = billingPeriod(one.interval, one.anchorAt, until);
        await tx.update(billingSubscription).set({ periodStart, periodEnd }).where(eq(billingSubscription.id, one.id));
        if (!one.endedAt) await saveCard(tx, this.#tenantId, card, periodEnd, now);
      }
    });
  }

  /** One step, and the grant and notices that follow from it. */
  async #act(at: Date, deed: (tx: Transaction) => Promise<void>): Promise<void> {
    const tenantId = this.#tenantId;
    await inTransaction(async (tx) => {
      await lockAccount(tx, tenantId, at);
      await deed(tx);
      await settleAccess(tx, actAt(at, tenantId), tenantId, at);
      await noticeMoneyState(tx, { tenantId, now: at });
    });
  }

  /** Attempts that failed between the first one and an instant; what is open, and the number of the next attempt. */
  async #retry(tx: Transaction, until: Date) {
    const open = this.#retries;
    if (!open) return null;
    this.#retries = null;
    const { invoiceId, amountMinor, cause, declineCode } = open;
    let attempt = 1;
    for (const days of open.attempts.slice(1)) {
      const at = new Date(this.failedAt.getTime() + days * dayMs);
      if (at >= until) break;
      attempt++;
      await this.#papers.attempt(tx, invoiceId, attempt, at, amountMinor, { ok: false, cause, declineCode });
    }
    await tx.update(invoice).set({ attemptCount: attempt }).where(eq(invoice.id, invoiceId));
    return { invoiceId, amountMinor, attempt: attempt + 1 };
  }

  async #plan(
    tx: Transaction,
    kind: "downgrade" | "cancel",
    of: {
      from: string | null;
      to: string | null;
      at: Date;
      effectiveAt: Date;
      reason: string | null;
      subscriptionId: string;
    },
  ): Promise<void> {
    await tx.insert(planChange).values({
      ...{ id: newId("planChange", of.at), tenantId: this.#tenantId, billingSubscriptionId: of.subscriptionId, kind },
      ...{ fromVersionId: of.from, toVersionId: of.to, effectiveAt: of.effectiveAt, reason: of.reason },
      ...{ status: "scheduled", createdBy: "demo", createdAt: of.at },
    });
  }

  #holdAt(at: Date): SeededVersion | null {
    return this.#holds.findLast(({ from }) => from <= at)?.version ?? null;
  }

  #own(more: ReturnType<typeof eq>) {
    return and(eq(billingSubscription.tenantId, this.#tenantId), isNull(billingSubscription.endedAt), more);
  }

  async #running(tx: Transaction): Promise<Subscription | null> {
    const [row] = await tx
      .select()
      .from(billingSubscription)
      .where(this.#own(eq(billingSubscription.billedBy, "stripe")));
    return row ?? null;
  }

  async #require(tx: Transaction): Promise<Subscription> {
    const running = await this.#running(tx);
    if (!running) throw new Error("This tenant pays nothing by card.");
    return running;
  }
}
