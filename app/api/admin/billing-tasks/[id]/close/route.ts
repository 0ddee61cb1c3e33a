import { route } from "@/app/_http/route";
import { closeBillingTask } from "@/lib/billing/server/staff/close-billing-task";
import { CloseTaskInput } from "@/lib/billing/staff-inputs";

/** POST /api/admin/billing-tasks/{id}/close – decide that a task is done. */
export const POST = route({ needs: "staff:billing", input: CloseTaskInput }, (ctx, input) =>
  closeBillingTask(ctx, input),
);
