import type { z } from "zod";
import { UnblockInput } from "@/lib/billing/checkout-inputs";
import { findPayment } from "@/lib/billing/server/account/find-payment";
import { readGateTimes } from "@/lib/billing/server/account/read-gate-times";
import type { UnblockView } from "@/lib/billing/views";
import { getStanding } from "@/lib/entitlements/server/get-standing";
import { catalogue } from "@/lib/messages/catalogue";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * How far the way from a payment to an open gate is: of an intent, of the payment that a refused request led to, or of
 * the tenant's latest one. Each instant is real time, and null until it was reached.
 */
export async function getUnblock(ctx: Ctx, input: z.input<typeof UnblockInput> = {}): Promise<UnblockView> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const asked = parseInput(UnblockInput, input);
  const payment = await findPayment(tenantId, asked, ctx.now);
  const times = await readGateTimes(tenantId, payment, ctx.now);
  const requestId = asked.requestId ?? payment?.requestId ?? null;
  return {
    requestId,
    intentId: payment?.intentId ?? null,
    paymentSentAt: payment?.sentAt?.toISOString() ?? null,
    confirmedAt: payment?.confirmedAt?.toISOString() ?? null,
    grantedAt: times.grantedAt?.toISOString() ?? null,
    gateOpenAt: times.gateOpenAt?.toISOString() ?? null,
    firstAllowedAt: times.firstAllowedAt?.toISOString() ?? null,
    firstAllowedRequestId: times.firstAllowedRequestId,
    stillRefused: times.grantedAt && !times.firstAllowedAt ? await refusedStill(ctx, times.featureId) : null,
    cause: payment?.cause ?? null,
  };
}

/** What the gateway's own judge would say now of the feature that was refused, or of the first one that is closed. */
async function refusedStill(ctx: Ctx, featureId: string | null): Promise<UnblockView["stillRefused"]> {
  const { features } = await getStanding(ctx);
  const closed = features.filter(({ code }) => code !== null);
  const found = featureId === null ? closed[0] : closed.find((feature) => feature.featureId === featureId);
  if (!found?.code || (featureId === null && closed.length < features.length)) return null;
  return { code: found.code, sentence: catalogue.en.codes[found.code].plain };
}
