import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { billingAccount } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { hasTestClocks } from "@/lib/billing/billing-mode";
import { AdvanceClockInput } from "@/lib/billing/clock-inputs";
import { clockTarget } from "@/lib/billing/clock-step";
import { describeClock } from "@/lib/billing/server/clock/list-clocks";
import { readClocks } from "@/lib/billing/server/clock/read-clocks";
import type { ClockView } from "@/lib/billing/staff-views";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Lets time pass for one tenant, to see what its billing does then. The clock goes there by itself afterwards
 * (`moveClocks`); what it will be is answered, with the target it is on its way to.
 * @throws AppError `not_found` where clocks cannot be moved; `conflict` while it moves, or when there is nothing ahead.
 */
export async function advanceClock(ctx: Ctx, input: z.input<typeof AdvanceClockInput>): Promise<ClockView> {
  authorizeStaff(ctx, "staff:clocks");
  const { tenantId, by } = parseInput(AdvanceClockInput, input);
  if (!hasTestClocks(env())) throw new AppError("not_found");
  const [clock] = await readClocks(ctx.now, tenantId);
  if (!clock) throw new AppError("not_found");
  if (clock.hasCustomer && !clock.testClockId) {
    throw new AppError("conflict", "This tenant's customer has no test clock: its time is the real one.", {
      reason: "no_clock",
    });
  }
  const target = clockTarget(by, { now: ctx.now, ...clock });
  if (!target)
    throw new AppError("conflict", "Nothing of that kind lies ahead of this tenant.", { reason: "nothing_ahead" });
  await inTransaction(async (tx) => {
    await tx.insert(billingAccount).values({ tenantId }).onConflictDoNothing();
    const [moved] = await tx
      .update(billingAccount)
      .set({ clockTarget: target })
      .where(and(eq(billingAccount.tenantId, tenantId), isNull(billingAccount.clockTarget)))
      .returning({ tenantId: billingAccount.tenantId });
    if (!moved) throw new AppError("conflict", "This tenant's clock is moving already.", { reason: "moving" });
    await recordAudit(tx, ctx, {
      action: "clock.advanced",
      objectKind: "tenant",
      objectId: tenantId,
      tenantId,
      after: { by, target: target.toISOString() },
    });
  });
  return describeClock({ ...clock, target }, ctx.now);
}
