import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { CreatePlanDialog } from "@/components/plans/create-plan-dialog";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { listPlans } from "@/lib/catalog/server/list-plans";
import { formatMoney } from "@/lib/money";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage() {
  const ctx = await pageCtx({ staff: true });
  const plans = await listPlans(ctx);
  return (
    <>
      <PageHeader
        title="Plans"
        description="A published version never changes. Every change is a draft first."
        actions={<CreatePlanDialog />}
      />
      <DataTable
        label="Plans"
        rows={plans}
        rowKey={(plan) => plan.id}
        rowHref={(plan) => `/admin/plans/${plan.id}`}
        columns={[
          { key: "name", header: "Plan", render: (plan) => plan.name },
          {
            key: "live",
            header: "Live version",
            render: (plan) => (
              <Group gap={6}>
                {plan.live ? <RoleBadge role="info">{`version ${plan.live.number}`}</RoleBadge> : "not published"}
                {plan.draftNumber && <RoleBadge role="warn">{`draft ${plan.draftNumber}`}</RoleBadge>}
                {plan.hidden && <RoleBadge role="calm">hidden</RoleBadge>}
              </Group>
            ),
          },
          {
            key: "price",
            header: "Price a month",
            numeric: true,
            render: (plan) =>
              plan.live ? formatMoney({ amountMinor: plan.live.priceMinor, currency: plan.live.currency }, "en") : "–",
          },
          { key: "tenants", header: "Tenants", numeric: true, render: (plan) => plan.tenants },
        ]}
        empty={
          <EmptyState kind="nothing-yet" title="No plan yet" action={<CreatePlanDialog />}>
            Begin with a plan such as Free: a price of 0 and a small quota.
          </EmptyState>
        }
      />
    </>
  );
}
