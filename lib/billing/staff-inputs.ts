import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { textInput } from "@/lib/text-input";

const stripeEventId = z.string().regex(/^evt_\w{1,200}$/, "must be the id of an event");
const reason = textInput(500).min(1, "must say why");

export const ListStripeEventsInput = z.strictObject({
  status: z.enum(["new", "claimed", "done", "skipped", "dead"]).optional(),
  type: textInput(100).optional(),
  tenant: idInput("tenant").optional(),
  after: stripeEventId.optional(),
});
export const ListStripeCommandsInput = z.strictObject({
  status: z.enum(["pending", "sent", "done", "failed", "unknown"]).optional(),
  tenant: idInput("tenant").optional(),
  after: idInput("stripeCommand").optional(),
});
export const ListBillingTasksInput = z.strictObject({
  tenant: idInput("tenant").optional(),
  /** `false` shows what is closed. */
  open: z.enum(["true", "false"]).default("true"),
  after: idInput("billingTask").optional(),
});
export const ReplayEventInput = z.strictObject({ id: stripeEventId });
export const CloseTaskInput = z.strictObject({ id: idInput("billingTask"), reason });
export const FreshLinkInput = z.strictObject({ reason });
export const SyncNowInput = z.strictObject({ tenantId: idInput("tenant") });
