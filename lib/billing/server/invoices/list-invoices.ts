import { and, desc, eq, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { invoice } from "@/db/schema/invoices";
import { ListInvoicesInput } from "@/lib/billing/invoice-inputs";
import { describeInvoice } from "@/lib/billing/server/invoices/describe-invoice";
import type { Listed } from "@/lib/billing/staff-views";
import type { InvoiceView } from "@/lib/billing/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const perPage = 50;

/** The caller's invoices, newest first; drafts are none yet. */
export async function listInvoices(
  ctx: Ctx,
  input: z.input<typeof ListInvoicesInput> = {},
): Promise<Listed<InvoiceView>> {
  const tenantId = authorizeMember(ctx, "invoices:read");
  const { after } = parseInput(ListInvoicesInput, input);
  const rows = await database()
    .select()
    .from(invoice)
    .where(
      and(
        eq(invoice.tenantId, tenantId),
        ne(invoice.status, "draft"),
        after === undefined
          ? undefined
          : sql`(${invoice.createdAt}, ${invoice.id}) < (select i.created_at, i.id from invoice i
                   where i.id = ${after} and i.tenant_id = ${tenantId})`,
      ),
    )
    .orderBy(desc(invoice.createdAt), desc(invoice.id))
    .limit(perPage + 1);
  const page = rows.slice(0, perPage);
  return { rows: page.map(describeInvoice), next: rows.length > perPage ? (page.at(-1)?.id ?? null) : null };
}
