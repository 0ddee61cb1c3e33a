import Stripe from "stripe";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

/** What a direct call to the payment provider threw, as people are told; what is no fault of the provider passes as it is. */
export function asRefusal(fault: unknown): unknown {
  if (!(fault instanceof Stripe.errors.StripeError)) return fault;
  const { type, code, param, message, requestId } = fault;
  log().warn({ type, code, param, message, stripeRequestId: requestId }, "the payment provider refused a call");
  if (fault instanceof Stripe.errors.StripeInvalidRequestError) {
    return new AppError("conflict", "The payment provider refused this. Ask the operator to look at it.", {
      reason: code ?? "refused",
    });
  }
  return new AppError("payment_processor_unavailable");
}
