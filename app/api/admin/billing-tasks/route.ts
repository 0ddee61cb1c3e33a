import { route } from "@/app/_http/route";
import { listBillingTasks } from "@/lib/billing/server/staff/list-billing-tasks";
import { ListBillingTasksInput } from "@/lib/billing/staff-inputs";

/** GET /api/admin/billing-tasks – what billing found and a person must decide. */
export const GET = route({ needs: "staff:billing", input: ListBillingTasksInput }, (ctx, input) =>
  listBillingTasks(ctx, input),
);
