import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { StaffNoticeTable } from "@/components/notices/staff-notice-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { listTenantNames } from "@/lib/accounts/server/list-tenant-names";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { env } from "@/lib/env";
import { idInput } from "@/lib/id-input";
import { noticeKinds } from "@/lib/notices/kinds";
import { listAllNotices } from "@/lib/notices/server/list-all-notices";

export const metadata: Metadata = { title: "Notices" };

const states = ["sent", "kept", "suppressed", "failed", "waiting"] as const;
const PageInput = z.object({
  after: z.string().max(200),
  kind: z.enum(noticeKinds),
  tenant: idInput("tenant"),
  status: z.enum(states),
});

export default async function NoticesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(PageInput, searchParams);
  const [{ rows, next }, tenants] = await Promise.all([listAllNotices(ctx, search), listTenantNames(ctx)]);
  const isFiltered = Boolean(search.kind ?? search.tenant ?? search.status);
  return (
    <>
      <PageHeader
        title="Notices"
        description={
          env().SMTP_URL
            ? "What tenants were told, by mail and in their inbox; what was not sent says why."
            : "What tenants were told. No mail server is set (SMTP_URL): mails are kept here to be read."
        }
      />
      <FilterBar
        filters={[
          {
            kind: "select",
            name: "kind",
            label: "Notice",
            options: noticeKinds.map((value) => ({ value, label: value })),
            width: 240,
          },
          {
            kind: "select",
            name: "tenant",
            label: "Tenant",
            options: tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
          },
          {
            kind: "select",
            name: "status",
            label: "Mail",
            options: states.map((value) => ({ value, label: value })),
          },
        ]}
      />
      <StaffNoticeTable
        rows={rows}
        empty={
          isFiltered ? (
            <EmptyState kind="filtered" title="No notice matches these filters" />
          ) : (
            <EmptyState kind="nothing-yet" title="Nobody had to be told anything">
              {`Late payments, ending trials,${currentMode() === "manual" ? "" : " cards that end"} and credits that run out are told by themselves.`}
            </EmptyState>
          )
        }
        footer={<Pages path="/admin/notices" search={search} next={next} />}
      />
    </>
  );
}
