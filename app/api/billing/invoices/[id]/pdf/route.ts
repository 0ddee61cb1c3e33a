import { route } from "@/app/_http/route";
import { InvoiceInput } from "@/lib/billing/invoice-inputs";
import { getInvoiceUrl } from "@/lib/billing/server/invoices/get-invoice-url";

/** GET /api/billing/invoices/{id}/pdf – leads to where an invoice is downloaded. */
export const GET = route({ needs: "invoices:read", input: InvoiceInput, perMinute: 30 }, async (ctx, input) => {
  const Location = await getInvoiceUrl(ctx, input, "pdf");
  return new Response(null, { status: 303, headers: { Location } });
});
