import { route } from "@/app/_http/route";
import { RecordInvoiceInput } from "@/lib/billing/manual-inputs";
import { recordInvoice } from "@/lib/billing/server/manual/record-invoice";

/** POST /api/admin/tenants/{tenantId}/subscription/invoice – keep an invoice that was written elsewhere. */
export const POST = route({ needs: "staff:subscriptions", input: RecordInvoiceInput, status: 201 }, (ctx, input) =>
  recordInvoice(ctx, input),
);
