import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { ExceptionTable } from "@/components/tenants/exception-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { ListExceptionsInput } from "@/lib/entitlements/inputs";
import { listExceptions } from "@/lib/entitlements/server/list-exceptions";

export const metadata: Metadata = { title: "Exceptions" };

export default async function ExceptionsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(ListExceptionsInput, searchParams);
  const { rows, next } = await listExceptions(ctx, search as Parameters<typeof listExceptions>[1]);
  return (
    <>
      <PageHeader
        title="Exceptions"
        description="Everything given beside a plan: how much, why, by whom, and when it ends."
      />
      <FilterBar
        filters={[
          {
            kind: "select",
            name: "state",
            label: "State",
            options: [
              { value: "in_force", label: "In force" },
              { value: "past", label: "Past" },
            ],
          },
        ]}
      />
      <ExceptionTable
        rows={rows}
        now={ctx.now}
        withTenant
        empty={
          Object.keys(search).length > 0 ? (
            <EmptyState kind="filtered" title="No exception matches these filters" />
          ) : (
            <EmptyState kind="nothing-yet" title="No exceptions">
              Everyone gets the plan they hold. Exceptions are granted on a{" "}
              <TextLink href="/admin/tenants">tenant's page</TextLink>.
            </EmptyState>
          )
        }
        footer={<Pages path="/admin/exceptions" search={search} next={next} />}
      />
    </>
  );
}
