import { route } from "@/app/_http/route";
import { ListAllInvoicesInput } from "@/lib/billing/invoice-inputs";
import { listAllInvoices } from "@/lib/billing/server/invoices/list-all-invoices";

/** GET /api/admin/invoices – invoices of all tenants, newest first. */
export const GET = route({ needs: "staff:billing", input: ListAllInvoicesInput }, (ctx, input) =>
  listAllInvoices(ctx, input),
);
