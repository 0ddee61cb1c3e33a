import { and, desc, eq, gte, inArray, lt } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingSubscription, planChange, stripeCommand } from "@/db/schema/billing";
import { invoice } from "@/db/schema/invoices";
import { nextChangeStatus } from "@/lib/billing/next-change-status";
import { carryUse } from "@/lib/billing/server/changes/carry-use";
import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/**
 * A step of the sync, once the mirror is written: what has become of the tenant's changes that are under way. An
 * upgrade that was charged otherwise than its preview said becomes a task of an admin's.
 */
export async function settlePlanChanges(
  tx: Transaction,
  { tenantId, now }: { tenantId: string; now: Date },
): Promise<void> {
  const open = await tx
    .select({ change: planChange, subscription: billingSubscription })
    .from(planChange)
    .innerJoin(billingSubscription, eq(billingSubscription.id, planChange.billingSubscriptionId))
    .where(
      and(eq(planChange.tenantId, tenantId), inArray(planChange.status, ["sent", "pending_payment", "scheduled"])),
    );
  for (const { change, subscription } of open) {
    const charge = change.kind === "upgrade" ? await findCharge(tx, change) : null;
    const next = nextChangeStatus(change, subscription);
    const told = next === "sent" && (await isLongDone(tx, change, now)) ? goneOf(change) : next;
    // It is over when its invoice is: Stripe voids it a moment after it drops the update.
    const isClosing = told === "abandoned" && charge?.status === "open" && !subscription.endedAt;
    const isHalf = told === "scheduled" && change.status === "sent" && !(await isPlanned(tx, change, subscription));
    const status = isClosing || isHalf ? change.status : told;
    if (status === "abandoned" && charge?.status === "void") await carryUse(tx, change, charge, now);
    const chargedMinor = status === "applied" && charge ? charge.dueMinor + charge.paidMinor : null;
    await tx
      .update(planChange)
      .set({
        status,
        stripeInvoiceId: charge?.stripeInvoiceId ?? change.stripeInvoiceId,
        chargedMinor: chargedMinor ?? change.chargedMinor,
      })
      .where(eq(planChange.id, change.id));
    if (chargedMinor === null || change.previewedMinor === null || chargedMinor === change.previewedMinor) continue;
    const { id, previewedMinor, currency } = change;
    const details = { previewedMinor, chargedMinor, currency, stripeInvoiceId: charge?.stripeInvoiceId ?? null };
    await raiseTask(tx, { tenantId, kind: "charge_differs", objectId: id, details, now });
  }
}

/** Longer than any sync reads: one that began before the answer came does not see its effect. */
const settledMs = 10 * 60_000;

/** Stripe did it a while ago, and nothing of it is there any more: somebody else took it back. */
async function isLongDone(tx: Transaction, { id }: PlanChangeRow, now: Date): Promise<boolean> {
  const [done] = await tx
    .select({ id: stripeCommand.id })
    .from(stripeCommand)
    .where(
      and(
        inArray(stripeCommand.idempotencyKey, [`chg:${id}`, `chg:${id}:schedule`, `chg:${id}:phases`]),
        eq(stripeCommand.status, "done"),
        lt(stripeCommand.doneAt, new Date(now.getTime() - settledMs)),
      ),
    );
  return done !== undefined;
}

const goneOf = ({ kind }: PlanChangeRow) => (kind === "upgrade" ? ("abandoned" as const) : ("undone" as const));

/** A schedule is attached before it says what comes next: only then the downgrade is planned. */
async function isPlanned(
  tx: Transaction,
  { id, kind }: PlanChangeRow,
  { cancelAt }: typeof billingSubscription.$inferSelect,
): Promise<boolean> {
  if (kind !== "downgrade" || cancelAt) return true;
  const [filled] = await tx
    .select({ id: stripeCommand.id })
    .from(stripeCommand)
    .where(and(eq(stripeCommand.idempotencyKey, `chg:${id}:phases`), eq(stripeCommand.status, "done")));
  return filled !== undefined;
}

/** The invoice that an upgrade brought: the newest of an update since the instant that it was counted at. */
async function findCharge(tx: Transaction, { billingSubscriptionId, prorationAt }: PlanChangeRow) {
  const [found] = await tx
    .select()
    .from(invoice)
    .where(
      and(
        eq(invoice.billingSubscriptionId, billingSubscriptionId),
        eq(invoice.reason, "subscription_update"),
        prorationAt ? gte(invoice.createdAt, prorationAt) : undefined,
      ),
    )
    .orderBy(desc(invoice.createdAt), desc(invoice.id))
    .limit(1);
  return found ?? null;
}
