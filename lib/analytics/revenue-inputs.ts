import { z } from "zod";
import { moneyFields } from "@/lib/analytics/money-window";
import { idInput } from "@/lib/id-input";
import { instantInput } from "@/lib/instant-input";

/** The window, zone and currency of a page about money. */
export const RevenueInput = z.strictObject(moneyFields);

/** The lines behind a movement: of one kind, of one class of departure, of one tenant. */
export const ChangesInput = z.strictObject({
  ...moneyFields,
  kind: z.enum(["new", "expansion", "reactivation", "contraction", "churn"]).optional(),
  departure: z.enum(["voluntary", "involuntary", "paused"]).optional(),
  /** The window is one step: each tenant counts once, by its MRR at both ends of it. */
  whole: z.literal("true").optional(),
  tenant: idInput("tenant").optional(),
});

/** Who pays what at an instant; now where none is named. */
export const PayersInput = z.strictObject({
  at: instantInput.optional(),
  tz: moneyFields.tz,
  currency: moneyFields.currency,
  plan: idInput("plan").optional(),
});

export const UsagePapersInput = z.strictObject({
  ...moneyFields,
  kind: z.enum(["overage", "credits"]).optional(),
  tenant: idInput("tenant").optional(),
});

/** Invoices whose first payment failed within the window. */
export const FailedInput = z.strictObject({
  ...moneyFields,
  cause: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "must be a cause such as card_expired")
    .optional(),
  tenant: idInput("tenant").optional(),
});
