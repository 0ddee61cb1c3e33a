import { List, ListItem, Text } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { describePrice } from "@/components/billing/describe-money";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { describeIncluded } from "@/components/plans/describe-included";
import { EditPlanDialog } from "@/components/plans/edit-plan-dialog";
import { StartDraftButton } from "@/components/plans/start-draft-button";
import { PlanSync } from "@/components/staff-billing/plan-sync";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getPlanSync } from "@/lib/billing/server/plans/get-plan-sync";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import { getPlan } from "@/lib/catalog/server/get-plan";
import { listFeatures } from "@/lib/catalog/server/list-features";
import type { VersionView } from "@/lib/catalog/views";
import { creditDecimal } from "@/lib/credits";

export const metadata: Metadata = { title: "Plan" };

export default async function PlanPage({ params }: { params: Promise<{ planId: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const of = await params;
  const [plan, features, syncs] = await Promise.all([
    orNotFound(getPlan(ctx, of)),
    listFeatures(ctx),
    orNotFound(getPlanSync(ctx, of)),
  ]);
  const syncOf = new Map(syncs.map((sync) => [sync.planVersionId, sync]));
  const mayRetry = hasStaffPermission(ctx.actor.staffRole ?? "support", "staff:catalog");
  const names = new Map(features.map((feature) => [feature.id, feature]));
  const draft = plan.versions.find((version) => version.status === "draft");
  const live = plan.versions.find((version) => version.status === "published");
  const holders = plan.versions.reduce((sum, version) => sum + version.tenants, 0);
  const say = (line: VersionView["features"][number], currency: string) => {
    const { featureId, limitUnits, creditMicroPerUnit: micro, overageRateE12: rate, ...terms } = line;
    const feature = names.get(featureId);
    if (!feature) return featureId;
    const creditsPerUnit = micro === null ? null : creditDecimal(micro);
    const overagePrice = rate === null ? null : formatOverageRate(rate, currency, "en");
    return describeIncluded({ ...feature, ...terms, units: limitUnits, creditsPerUnit, overagePrice });
  };
  return (
    <>
      <PageHeader
        title={plan.name}
        back={{ href: "/admin/plans", label: "Plans" }}
        description={plan.description}
        aside={
          plan.archivedAt ? (
            <RoleBadge role="calm">archived</RoleBadge>
          ) : (
            <>
              {plan.hidden && <RoleBadge role="calm">hidden</RoleBadge>}
              {plan.fallback && <RoleBadge role="info">fallback</RoleBadge>}
            </>
          )
        }
        actions={
          !plan.archivedAt && (
            <>
              <ConfirmDeed
                open="Archive"
                title={`Archive ${plan.name}`}
                consequence={`It leaves the pricing page and nobody can be put on it. ${holders} tenants hold it and keep it. This cannot be undone.`}
                submitLabel="Archive plan"
                done={`${plan.name} was archived.`}
                deed={{ method: "DELETE", path: `/api/admin/plans/${plan.id}` }}
                button={{ variant: "default" }}
              />
              <EditPlanDialog plan={plan} />
              {draft ? (
                <LinkButton href={`/admin/plans/${plan.id}/draft`}>{`Edit draft ${draft.number}`}</LinkButton>
              ) : (
                <StartDraftButton planId={plan.id} number={(live?.number ?? 0) + 1} />
              )}
            </>
          )
        }
      />
      <DataTable
        label="Versions"
        rows={plan.versions}
        rowKey={(version) => version.id}
        columns={[
          {
            key: "number",
            header: "Version",
            render: (version) => (
              <>
                {version.number} {version.status === "draft" && <RoleBadge role="warn">draft</RoleBadge>}
                {version.status === "publishing" && <RoleBadge role="info">publishing</RoleBadge>}
                {version.id === live?.id && <RoleBadge role="info">live</RoleBadge>}
              </>
            ),
          },
          { key: "tenants", header: "Tenants", numeric: true, render: (version) => version.tenants },
          {
            key: "price",
            header: "Price",
            numeric: true,
            render: (version) => (
              <>
                <span style={{ whiteSpace: "nowrap" }}>
                  {describePrice({ amountMinor: version.priceMinor, currency: version.currency }, version.interval)}
                </span>
                {version.trialDays > 0 && (
                  <Text fz="xs" c="dimmed">
                    {`${version.trialDays} days of trial, ${version.trialNeedsCard ? "with a card" : "without a card"}`}
                  </Text>
                )}
                <Text fz="xs" c="dimmed">
                  {version.graceDays === 0 ? "no grace" : `${version.graceDays} days of grace`}
                </Text>
              </>
            ),
          },
          {
            key: "content",
            header: "Includes",
            render: (version) => (
              <List size="sm">
                {version.features.map((line) => (
                  <ListItem key={line.featureId}>{say(line, version.currency)}</ListItem>
                ))}
                {version.ratePerMinute && (
                  <ListItem>{`${describeNumber(version.ratePerMinute)} requests a minute`}</ListItem>
                )}
              </List>
            ),
          },
          ...(currentMode() === "manual"
            ? []
            : [
                {
                  key: "sync",
                  header: "Payment provider",
                  render: (version: (typeof plan.versions)[number]) => {
                    const sync = syncOf.get(version.id);
                    return sync ? <PlanSync planId={plan.id} sync={sync} mayRetry={mayRetry} /> : "–";
                  },
                },
              ]),
          {
            key: "since",
            header: "Published",
            render: (version) => (version.publishedAt ? <Time at={version.publishedAt} form="day" /> : "–"),
          },
          { key: "note", header: "What changed", wideOnly: true, render: (version) => version.note || "–" },
        ]}
      />
    </>
  );
}
