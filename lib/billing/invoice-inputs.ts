import { z } from "zod";
import { largestMinor } from "@/lib/billing/manual-inputs";
import { idInput } from "@/lib/id-input";
import { textInput } from "@/lib/text-input";

export const ListInvoicesInput = z.strictObject({ after: idInput("invoice").optional() });
export const InvoiceInput = z.strictObject({ id: idInput("invoice") });
export const ListAllInvoicesInput = z.strictObject({
  tenant: idInput("tenant").optional(),
  status: z.enum(["draft", "open", "paid", "void", "uncollectible"]).optional(),
  /** Only those whose last attempt failed. */
  failed: z.enum(["true"]).optional(),
  after: idInput("invoice").optional(),
});
export const RefundInput = z.strictObject({
  invoiceId: idInput("invoice"),
  amountMinor: z.number().int().min(1).max(largestMinor),
  /** Credits that were bought with it are taken back in the same part, also those that were used: the rest is a debt. */
  takeBackCredits: z.boolean(),
  reason: textInput(500).min(3, "must say why"),
  /** The caller's own name for this refund: sent again, it gives nothing more. */
  requestId: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/, "must be 1 to 100 visible ASCII characters")
    .optional(),
});
