import { hasTestClocks } from "@/lib/billing/billing-mode";
import { billingNow } from "@/lib/billing/billing-now";
import { type Clock, readClocks } from "@/lib/billing/server/clock/read-clocks";
import type { ClockView } from "@/lib/billing/staff-views";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Billing times of all tenants, with what lies ahead.
 * @throws AppError `not_found` where clocks cannot be moved: with real money, or without the local sandbox.
 */
export async function listClocks(ctx: Ctx): Promise<ClockView[]> {
  authorizeStaff(ctx, "staff:billing");
  if (!hasTestClocks(env())) throw new AppError("not_found");
  return (await readClocks(ctx.now)).map((clock) => describeClock(clock, ctx.now));
}

export const describeClock = (clock: Clock, now: Date): ClockView => ({
  tenant: { id: clock.tenantId, name: clock.tenantName },
  now: billingNow(now, clock.clockOffsetSeconds).toISOString(),
  clockOffsetSeconds: clock.clockOffsetSeconds,
  target: clock.target?.toISOString() ?? null,
  status: clock.status,
  planName: clock.planName,
  next: clock.ahead.map(({ kind, at }) => ({ kind, at: at.toISOString() })),
});
