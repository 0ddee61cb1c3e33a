import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";

/** Stripe has more parameters than the sandbox obeys: one that would be ignored is refused instead. */
export function refuseOthers(params: object, obeyed: string[], within = ""): void {
  const other = Object.keys(params).find((name) => !obeyed.includes(name));
  if (other === undefined) return;
  const param = within ? `${within}[${other}]` : other;
  const message = `The sandbox does not obey the parameter ${param}, which Stripe has.`;
  throw new StripeError(501, { type: "invalid_request_error", code: "sandbox_not_implemented", message, param });
}
