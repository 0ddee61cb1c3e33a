import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { instantInput } from "@/lib/instant-input";
import { textInput } from "@/lib/text-input";

const tenantId = idInput("tenant");
const reason = textInput(500).min(3, "must say why");

export const PutOnManualBillingInput = z
  .strictObject({
    tenantId,
    planVersionId: idInput("planVersion"),
    /** Starts as a trial of that many days. */
    trialDays: z.number().int().min(1).max(365).optional(),
    /** Missing: now, or when the payment provider's subscription ends. Billing time. */
    startsAt: instantInput.optional(),
    /** End of the term in billing time; missing runs on. */
    endsAt: instantInput.optional(),
    /** A purchase order or contract. */
    reference: textInput(200).optional(),
    reason: reason.default("Manual billing"),
  })
  .refine((input) => input.trialDays === undefined || input.endsAt === undefined, {
    path: ["endsAt"],
    message: "must not be given with trialDays",
  });

export const ChangeManualInput = z.strictObject({ tenantId, reason });

/** Larger amounts are typing errors. */
export const largestMinor = 1_000_000_000_000;

export const RecordInvoiceInput = z.strictObject({
  tenantId,
  number: textInput(100).min(1),
  amountMinor: z.number().int().min(1).max(largestMinor),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency such as EUR"),
  dueAt: instantInput.optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  statementId: idInput("statement").optional(),
});
