import { z } from "zod";
import { idInput } from "@/lib/id-input";

const fromRequestId = idInput("request").optional();

export const SubscribeInput = z.strictObject({
  planVersionId: idInput("planVersion"),
  /** The refused request that led here. */
  fromRequestId,
});
export const BuyCreditsInput = z.strictObject({ creditPackId: idInput("creditPack"), fromRequestId });
export const SaveCardInput = z.strictObject({ fromRequestId });
export const PortalInput = z.strictObject({
  /** Opens the page at the card or at the billing details. */
  flow: z.enum(["card", "details"]).optional(),
});
export const FinishCheckoutInput = z.strictObject({
  sessionId: z.string().regex(/^cs_[A-Za-z0-9_]{1,250}$/, "must be a checkout's identifier"),
});
export const UnblockInput = z.strictObject({
  requestId: idInput("request").optional(),
  intentId: idInput("checkoutIntent").optional(),
});
