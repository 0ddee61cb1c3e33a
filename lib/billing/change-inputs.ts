import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { textInput } from "@/lib/text-input";

export const PreviewChangeInput = z.strictObject({ planVersionId: idInput("planVersion") });
export const PlanChangeIdInput = z.strictObject({ changeId: idInput("planChange") });
export const CancelSubscriptionInput = z.strictObject({
  reason: textInput(500).default(""),
  /** What becomes of an unpaid invoice: it stays to be paid, or it is closed, where the operator offers that. */
  openInvoice: z.enum(["keep", "close"]).default("keep"),
});
