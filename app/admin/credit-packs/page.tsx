import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { money } from "@/components/billing/describe-money";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { CreateCreditPackDialog, EditCreditPackDialog } from "@/components/staff-billing/credit-pack-dialog";
import { DataTable } from "@/components/ui/data-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { listCreditPacks } from "@/lib/catalog/server/list-credit-packs";
import type { CreditPackRow } from "@/lib/catalog/views";

export const metadata: Metadata = { title: "Credit packs" };

export default async function CreditPacksPage() {
  const ctx = await pageCtx({ staff: true });
  const packs = await listCreditPacks(ctx);
  const mayChange = hasStaffPermission(ctx.actor.staffRole ?? "support", "staff:catalog");
  const byCard = currentMode() !== "manual";
  return (
    <>
      <PageHeader
        title="Credit packs"
        description={
          byCard
            ? "What prepaid credits are sold in. Taxes: as the payment provider is set up."
            : "What prepaid credits are sold in once a payment provider is connected; until then credits are granted by hand."
        }
        actions={mayChange && <CreateCreditPackDialog />}
      />
      <DataTable<CreditPackRow>
        label="Credit packs"
        rows={packs}
        rowKey={(pack) => pack.id}
        columns={[
          { key: "name", header: "Pack", render: (pack) => pack.name },
          { key: "credits", header: "Credits", numeric: true, render: (pack) => describeCredits(pack.credits) },
          {
            key: "price",
            header: "Price",
            numeric: true,
            render: ({ priceMinor, currency }) => money({ amountMinor: priceMinor, currency }),
          },
          {
            key: "days",
            header: "Good for",
            render: ({ expiresAfterDays: days }) => (days === null ? "until used" : `${days} days`),
          },
          {
            key: "state",
            header: "State",
            render: (pack) =>
              pack.archivedAt === null ? (
                <RoleBadge role="ok">on sale</RoleBadge>
              ) : (
                <RoleBadge role="calm">off sale</RoleBadge>
              ),
          },
          {
            key: "acts",
            header: "",
            render: (pack) =>
              mayChange && pack.archivedAt === null ? (
                <Group gap="xs" wrap="nowrap">
                  <EditCreditPackDialog pack={pack} />
                  <ConfirmDeed
                    open="Take off sale"
                    openAria={`Take off sale: ${pack.name}`}
                    title={`Take ${pack.name} off sale`}
                    consequence="Nobody can buy it any more, and automatic purchases of it stop. Credits that were bought stay. Cannot be undone."
                    submitLabel="Take off sale"
                    done={`${pack.name} is off sale.`}
                    deed={{ method: "DELETE", path: `/api/admin/credit-packs/${pack.id}` }}
                  />
                </Group>
              ) : null,
          },
        ]}
        empty={
          <EmptyState kind="nothing-yet" title="No pack yet" action={mayChange && <CreateCreditPackDialog />}>
            Begin with one such as 2,000 credits for €20.00. Plans say what a unit costs in credits.
          </EmptyState>
        }
      />
    </>
  );
}
