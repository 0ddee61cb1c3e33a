import { Box, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { Warning } from "@/components/deeds/warning";
import { PublishDialog } from "@/components/plans/publish-dialog";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import type { DifferenceKind } from "@/lib/catalog/compare-versions";
import { describeDifference } from "@/lib/catalog/describe-difference";
import { getPlan } from "@/lib/catalog/server/get-plan";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { previewPublish } from "@/lib/catalog/server/preview-publish";
import { formatMoney } from "@/lib/money";

export const metadata: Metadata = { title: "Review" };

const roles: Record<DifferenceKind, "ok" | "warn" | "calm" | "info"> = {
  added: "ok",
  increased: "ok",
  removed: "warn",
  decreased: "warn",
  changed: "info",
  same: "calm",
};

export default async function ReviewPage({ params }: { params: Promise<{ planId: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const [plan, features] = await Promise.all([orNotFound(getPlan(ctx, await params)), listFeatures(ctx)]);
  const draft = plan.versions.find((version) => version.status === "draft");
  if (!draft || plan.archivedAt) redirect(`/admin/plans/${plan.id}`);
  const preview = await previewPublish(ctx, { planId: plan.id });
  const byId = new Map(features.map((feature) => [feature.id, feature]));
  const currencies = { before: preview.live?.currency ?? null, after: preview.draft.currency };
  const lines = preview.differences.map((difference) => describeDifference(difference, byId, currencies));
  const changed = lines.filter((line) => line.kind !== "same");
  const tenants = preview.holders.reduce((sum, holder) => sum + holder.tenants, 0);
  return (
    <>
      <PageHeader
        title={`Review ${plan.name}, version ${draft.number}`}
        back={{ href: `/admin/plans/${plan.id}/draft`, label: "Draft" }}
        description={
          preview.live
            ? `${changed.length} of ${lines.length} lines differ from version ${preview.live.number}.`
            : "This is the plan's first version."
        }
        actions={
          <>
            <LinkButton href={`/admin/plans/${plan.id}/draft`} variant="default">
              Back to the draft
            </LinkButton>
            <PublishDialog
              planId={plan.id}
              planName={plan.name}
              number={draft.number}
              seenUpdatedAt={preview.draft.updatedAt}
              tenants={tenants}
              overdrawn={preview.overdrawn}
            />
          </>
        }
      />
      {changed.length === 0 && (
        <Text size="sm" mb="md">
          No differences from the live version.
        </Text>
      )}
      <Title order={2} size="h3" mb="sm">
        What changes
      </Title>
      <DataTable
        label="Differences from the live version"
        rows={lines}
        rowKey={(line) => line.subject}
        columns={[
          { key: "subject", header: "What", render: (line) => line.subject },
          { key: "kind", header: "Kind", render: (line) => <RoleBadge role={roles[line.kind]}>{line.kind}</RoleBadge> },
          { key: "before", header: "Live", numeric: true, render: (line) => line.before },
          { key: "after", header: "Draft", numeric: true, render: (line) => <b>{line.after}</b> },
        ]}
      />
      {preview.live && preview.differences.some(({ aspect }) => aspect === "period") && (
        <Box mt="md">
          <Warning title="Other periods begin anew">
            <Text size="sm">
              A tenant that moves to this version is counted from nothing by the new period: what it used of the old one
              no longer counts against it.
            </Text>
          </Warning>
        </Box>
      )}
      <Title order={2} size="h3" mt="lg" mb="sm">
        Who holds this plan
      </Title>
      <DataTable
        label="Tenants per version"
        rows={preview.holders}
        rowKey={(holder) => holder.planVersionId}
        columns={[
          { key: "version", header: "Version", render: (holder) => `version ${holder.number}` },
          { key: "tenants", header: "Tenants", numeric: true, render: (holder) => describeNumber(holder.tenants) },
          {
            key: "price",
            header: "A month today",
            numeric: true,
            render: (holder) =>
              formatMoney({ amountMinor: holder.priceMinor * holder.tenants, currency: holder.currency }, "en"),
          },
          {
            key: "after",
            header: "If all move",
            numeric: true,
            render: (holder) =>
              formatMoney(
                { amountMinor: preview.draft.priceMinor * holder.tenants, currency: preview.draft.currency },
                "en",
              ),
          },
        ]}
        empty={
          <EmptyState kind="nothing-yet" title="Nobody holds this plan">
            Publishing it affects nobody.
          </EmptyState>
        }
      />
      {preview.overdrawn.length > 0 && (
        <Box mt="lg">
          <Warning title="Refused if all move now">
            {preview.overdrawn.slice(0, 20).map((line) => (
              <Text size="sm" key={`${line.tenantId} ${line.featureId}`}>
                {line.tenantName}: {describeNumber(line.usedUnits)} {byId.get(line.featureId)?.unitPlural} of{" "}
                {byId.get(line.featureId)?.name} used; the draft{" "}
                {line.allowedUnits === null ? "does not include it" : `allows ${describeNumber(line.allowedUnits)}`}.
              </Text>
            ))}
          </Warning>
        </Box>
      )}
    </>
  );
}
