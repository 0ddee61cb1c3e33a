import { and, desc, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { creditLot } from "@/db/schema/entitlements";
import { invoice } from "@/db/schema/invoices";
import { ListAllInvoicesInput } from "@/lib/billing/invoice-inputs";
import { describeStaffInvoice } from "@/lib/billing/server/invoices/describe-staff-invoice";
import type { Listed, StaffInvoiceView } from "@/lib/billing/staff-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const perPage = 50;

/** Invoices of all tenants, newest first; `failed` asks for open ones whose last attempt was declined. */
export async function listAllInvoices(
  ctx: Ctx,
  input: z.input<typeof ListAllInvoicesInput> = {},
): Promise<Listed<StaffInvoiceView>> {
  authorizeStaff(ctx, "staff:billing");
  const { tenant: tenantId, status, failed, after } = parseInput(ListAllInvoicesInput, input);
  const rows = await selectInvoices(
    and(
      tenantId === undefined ? undefined : eq(invoice.tenantId, tenantId),
      status === undefined ? undefined : eq(invoice.status, status),
      failed === undefined ? undefined : and(eq(invoice.status, "open"), isNotNull(invoice.cause)),
      after === undefined
        ? undefined
        : sql`(${invoice.createdAt}, ${invoice.id}) < (select i.created_at, i.id from invoice i where i.id = ${after})`,
    ),
    perPage + 1,
  );
  const page = rows.slice(0, perPage);
  return { rows: page, next: rows.length > perPage ? (page.at(-1)?.id ?? null) : null };
}

/** Who may ask is the caller's matter. */
export async function selectInvoices(where: SQL | undefined, limit: number): Promise<StaffInvoiceView[]> {
  const rows = await database()
    .select({ invoice, tenantName: tenant.name, creditMicro: creditLot.micro })
    .from(invoice)
    .innerJoin(tenant, eq(tenant.id, invoice.tenantId))
    .leftJoin(
      creditLot,
      and(eq(creditLot.sourceId, invoice.paymentIntentId), inArray(creditLot.sourceType, ["purchase", "top_up"])),
    )
    .where(where)
    .orderBy(desc(invoice.createdAt), desc(invoice.id))
    .limit(limit);
  return rows.map(({ invoice: row, ...of }) => describeStaffInvoice(row, of));
}
