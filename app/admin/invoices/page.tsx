import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { StaffInvoiceTable } from "@/components/staff-invoices/staff-invoice-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { listTenantNames } from "@/lib/accounts/server/list-tenant-names";
import { listAllInvoices } from "@/lib/billing/server/invoices/list-all-invoices";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { idInput } from "@/lib/id-input";

export const metadata: Metadata = { title: "Invoices" };

const states = ["open", "paid", "draft", "void", "uncollectible"] as const;
const PageInput = z.object({
  after: z.string().max(200),
  status: z.enum(states),
  tenant: idInput("tenant"),
  failed: z.literal("true"),
});
const words: Record<(typeof states)[number], string> = {
  open: "Open",
  paid: "Paid",
  draft: "Being made",
  void: "Void",
  uncollectible: "Written off",
};

const failedOnly = {
  kind: "select",
  name: "failed",
  label: "Payments",
  options: [{ value: "true", label: "Failed ones" }],
} as const;

export default async function InvoicesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(PageInput, searchParams);
  const [{ rows, next }, tenants] = await Promise.all([listAllInvoices(ctx, search), listTenantNames(ctx)]);
  const byCard = currentMode() !== "manual";
  const isFiltered = Boolean(search.status ?? search.tenant ?? search.failed);
  return (
    <>
      <PageHeader
        title="Invoices"
        description={
          byCard
            ? "Every paper of every tenant; of failed payments what the bank said. Taxes are shown as the provider counted them."
            : "Every invoice that was recorded. It is done on the page of a tenant."
        }
      />
      <FilterBar
        filters={[
          {
            kind: "select",
            name: "status",
            label: "State",
            options: states.map((value) => ({ value, label: words[value] })),
          },
          ...(byCard ? [failedOnly] : []),
          {
            kind: "select",
            name: "tenant",
            label: "Tenant",
            options: tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
          },
        ]}
      />
      <StaffInvoiceTable
        label="Invoices"
        rows={rows}
        mayRefund={hasStaffPermission(ctx.actor.staffRole ?? "support", "staff:refunds")}
        empty={
          isFiltered ? (
            <EmptyState kind="filtered" title="No invoice matches these filters" />
          ) : (
            <EmptyState kind="nothing-yet" title="No invoice yet">
              {byCard ? "The first purchase brings one." : "The first one is recorded on the page of its tenant."}
            </EmptyState>
          )
        }
        footer={<Pages path="/admin/invoices" search={search} next={next} />}
      />
    </>
  );
}
