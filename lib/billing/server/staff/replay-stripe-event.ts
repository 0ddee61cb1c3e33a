import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { stripeEvent } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { billingChannel } from "@/lib/billing/server/sync/request-sync";
import { ReplayEventInput } from "@/lib/billing/staff-inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Puts an event back into the inbox. It rings the bell again, and cannot do harm: what counts is read from Stripe.
 * @throws AppError `not_found`; `conflict` while it is in work.
 */
export async function replayStripeEvent(ctx: Ctx, input: z.input<typeof ReplayEventInput>): Promise<void> {
  authorizeStaff(ctx, "staff:billing");
  const { id } = parseInput(ReplayEventInput, input);
  await inTransaction(async (tx) => {
    const [row] = await tx
      .select({ status: stripeEvent.status, customerId: stripeEvent.stripeCustomerId })
      .from(stripeEvent)
      .where(eq(stripeEvent.stripeEventId, id))
      .for("update");
    if (!row) throw new AppError("not_found");
    if (row.status === "skipped" && row.customerId === null) {
      throw new AppError("conflict", "The event is of none of this portal's customers: nobody would answer it.");
    }
    const isOver = inArray(stripeEvent.status, ["done", "dead", "skipped"]);
    const replayed = await tx
      .update(stripeEvent)
      .set({ status: "new", attempts: 0, error: null, nextAt: ctx.now, doneAt: null })
      .where(and(eq(stripeEvent.stripeEventId, id), isOver))
      .returning({ id: stripeEvent.stripeEventId });
    if (replayed.length === 0) throw new AppError("conflict", "The event is in work already.");
    await recordAudit(tx, ctx, {
      action: "stripe_event.replayed",
      objectKind: "stripe_event",
      objectId: id,
      before: { status: row.status },
    });
    await tx.execute(sql`select pg_notify(${billingChannel}, '')`);
  });
}
