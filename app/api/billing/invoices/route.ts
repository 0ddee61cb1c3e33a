import { route } from "@/app/_http/route";
import { ListInvoicesInput } from "@/lib/billing/invoice-inputs";
import { listInvoices } from "@/lib/billing/server/invoices/list-invoices";

/** GET /api/billing/invoices – the tenant's invoices, newest first. */
export const GET = route({ needs: "invoices:read", input: ListInvoicesInput }, (ctx, input) =>
  listInvoices(ctx, input),
);
