import { route } from "@/app/_http/route";
import { RefundInput } from "@/lib/billing/invoice-inputs";
import { refundInvoice } from "@/lib/billing/server/refunds/refund-invoice";

/** POST /api/admin/invoices/{invoiceId}/refund – give money back, and take credits back with it. */
export const POST = route({ needs: "staff:refunds", input: RefundInput }, (ctx, input) => refundInvoice(ctx, input));
