import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { checkoutIntent } from "@/db/schema/billing";
import { creditPack, plan, planVersion } from "@/db/schema/catalog";
import { FinishCheckoutInput } from "@/lib/billing/checkout-inputs";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { creditDecimal } from "@/lib/credits";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

export type FinishedCheckout = {
  intentId: string;
  kind: Intent["kind"];
  /** `confirming`: the provider has not said yet that it is paid. */
  status: "completed" | "confirming" | "expired";
  fromRequestId: string | null;
  planName: string | null;
  packName: string | null;
  /** Decimal string; null where none were bought. */
  credits: string | null;
};

/**
 * What became of a hosted page that a person comes back from, asked of the provider before it is shown: people are back
 * before events are.
 * @throws AppError `not_found` for a page that the tenant did not open.
 */
export async function finishCheckout(ctx: Ctx, input: z.input<typeof FinishCheckoutInput>): Promise<FinishedCheckout> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const { sessionId } = parseInput(FinishCheckoutInput, input);
  const seen = await readIntent(tenantId, sessionId);
  if (!seen) throw new AppError("not_found");
  if (seen.intent.status === "open") await syncTenant(tenantId, ctx.now);
  const { intent, planName, packName } = (await readIntent(tenantId, sessionId)) ?? seen;
  return {
    intentId: intent.id,
    kind: intent.kind,
    status: intent.status === "completed" ? "completed" : intent.status === "open" ? "confirming" : "expired",
    fromRequestId: intent.fromRequestId,
    planName,
    packName,
    credits: intent.creditMicro === null ? null : creditDecimal(intent.creditMicro),
  };
}

async function readIntent(tenantId: string, sessionId: string) {
  const [row] = await database()
    .select({ intent: checkoutIntent, planName: plan.name, packName: creditPack.name })
    .from(checkoutIntent)
    .leftJoin(planVersion, eq(planVersion.id, checkoutIntent.planVersionId))
    .leftJoin(plan, eq(plan.id, planVersion.planId))
    .leftJoin(creditPack, eq(creditPack.id, checkoutIntent.creditPackId))
    .where(and(eq(checkoutIntent.tenantId, tenantId), eq(checkoutIntent.stripeSessionId, sessionId)));
  return row ?? null;
}
