import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { describePrice } from "@/components/billing/describe-money";
import { CreatePlanDialog } from "@/components/plans/create-plan-dialog";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { listPlans } from "@/lib/catalog/server/list-plans";

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
                {plan.publishingNumber && <RoleBadge role="info">{`publishing ${plan.publishingNumber}`}</RoleBadge>}
                {plan.fallback && <RoleBadge role="info">fallback</RoleBadge>}
                {plan.hidden && <RoleBadge role="calm">hidden</RoleBadge>}
              </Group>
            ),
          },
          {
            key: "price",
            header: "Price",
            numeric: true,
            render: (plan) =>
              plan.live
                ? describePrice({ amountMinor: plan.live.priceMinor, currency: plan.live.currency }, plan.live.interval)
                : "–",
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
