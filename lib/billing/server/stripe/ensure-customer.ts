import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { billingAccount } from "@/db/schema/billing";
import { hasTestClocks } from "@/lib/billing/billing-mode";
import { billingNow } from "@/lib/billing/billing-now";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

/**
 * The tenant's customer in Stripe, made on first use and stored before anything else is; with a test clock of its own
 * where clocks can be moved.
 * @throws AppError `not_found`; `conflict` when the customer was deleted in Stripe; `payment_processor_unavailable`.
 */
export async function ensureCustomer(ctx: Ctx, tenantId: string): Promise<string> {
  const { accountId } = await requireLink(ctx.now);
  const [home] = await database().select({ name: tenant.name }).from(tenant).where(eq(tenant.id, tenantId));
  if (!home) throw new AppError("not_found");
  await database().insert(billingAccount).values({ tenantId }).onConflictDoNothing();
  const [account] = await database().select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  if (!account) throw new AppError("not_found");
  if (account.stripeCustomerId && account.deletedAt) {
    throw new AppError("conflict", "The customer was deleted in Stripe. Please contact us.", { reason: "deleted" });
  }
  if (account.stripeCustomerId) return account.stripeCustomerId;

  // After a deletion that an admin has accepted it is another customer, and so another key.
  const generation = `${tenantId}:${accountId}:${account.deletedAt?.getTime() ?? 0}`;
  const by = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  const common = { tenantId, createdBy: by, now: ctx.now };
  const testClockId = hasTestClocks(env()) ? await ensureClock(common, generation, account.clockOffsetSeconds) : null;
  const email = ctx.actor.kind === "person" && ctx.tenant?.id === tenantId ? ctx.actor.email : null;
  const made = await runCommand({
    ...common,
    kind: "customer.create",
    key: `customer:${generation}`,
    request: {
      params: {
        name: home.name,
        ...(email && { email }),
        ...(testClockId && { test_clock: testClockId }),
        metadata: { tenant_id: tenantId },
      },
    },
  });
  if (made.status !== "done") throw unavailable();
  await database()
    .update(billingAccount)
    .set({ stripeCustomerId: made.answer.id, testClockId, deletedAt: null })
    .where(and(eq(billingAccount.tenantId, tenantId), isNull(billingAccount.stripeCustomerId)));
  return made.answer.id;
}

async function ensureClock(
  common: { tenantId: string; createdBy: string; now: Date },
  generation: string,
  offsetSeconds: number,
): Promise<string> {
  // A repeat must ask for the same instant: the first row of this key holds it.
  const clock = await runCommand({
    ...common,
    kind: "test_clock.create",
    key: `clock:${generation}`,
    request: {
      params: {
        frozen_time: Math.floor(billingNow(common.now, offsetSeconds).getTime() / 1000),
        name: generation.slice(0, 300),
      },
    },
  });
  if (clock.status !== "done") throw unavailable();
  return clock.answer.id;
}

const unavailable = () =>
  new AppError("payment_processor_unavailable", "The payment provider does not answer. Nothing was charged.", {
    reason: "no_answer",
  });
