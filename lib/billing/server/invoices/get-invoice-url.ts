import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { invoice } from "@/db/schema/invoices";
import { InvoiceInput } from "@/lib/billing/invoice-inputs";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Where an invoice of the caller's tenant is read (`view`) or downloaded (`pdf`). Asked of the provider each time,
 * because its links run out.
 * @throws AppError `not_found`, `payment_processor_unavailable`.
 */
export async function getInvoiceUrl(
  ctx: Ctx,
  input: z.input<typeof InvoiceInput>,
  kind: "view" | "pdf",
): Promise<string> {
  const tenantId = authorizeMember(ctx, "invoices:read");
  const { id } = parseInput(InvoiceInput, input);
  const [row] = await database()
    .select()
    .from(invoice)
    .where(and(eq(invoice.id, id), eq(invoice.tenantId, tenantId)));
  if (!row) throw new AppError("not_found");
  const url = row.stripeInvoiceId === null ? row.hostedUrl : await askUrl(row.stripeInvoiceId, kind);
  if (!url) throw new AppError("not_found", "This invoice has no page.");
  return url;
}

async function askUrl(stripeInvoiceId: string, kind: "view" | "pdf"): Promise<string | null> {
  try {
    const found = expectObject(await stripeClient().invoices.retrieve(stripeInvoiceId), "invoice");
    return (kind === "view" ? found.hosted_invoice_url : found.invoice_pdf) ?? null;
  } catch (fault) {
    throw asRefusal(fault);
  }
}
