import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { FeatureDialog } from "@/components/catalog/feature-dialog";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { listFeatures } from "@/lib/catalog/server/list-features";

export const metadata: Metadata = { title: "Features" };

export default async function FeaturesPage() {
  const ctx = await pageCtx({ staff: true });
  const features = await listFeatures(ctx);
  return (
    <>
      <PageHeader
        title="Features"
        description="What plans can include: a switch, a limit, or a meter that counts units."
        actions={<FeatureDialog />}
      />
      <DataTable
        label="Features"
        rows={features}
        rowKey={(feature) => feature.id}
        columns={[
          { key: "name", header: "Feature", render: (feature) => feature.name },
          { key: "slug", header: "Slug", render: (feature) => <Mono>{feature.slug}</Mono> },
          { key: "kind", header: "Kind", render: (feature) => feature.kind },
          {
            key: "unit",
            header: "Unit",
            wideOnly: true,
            render: (feature) => (feature.kind === "meter" ? feature.unitPlural : "–"),
          },
          { key: "routes", header: "Routes", numeric: true, render: (feature) => feature.routes },
          { key: "plans", header: "In plans", render: (feature) => feature.plans.join(", ") || "–" },
          {
            key: "acts",
            header: "Change",
            render: (feature) => (
              <Group gap="xs" wrap="nowrap">
                <FeatureDialog feature={feature} />
                <ConfirmDeed
                  open="Archive"
                  openAria={`Archive feature ${feature.name}`}
                  title={`Archive ${feature.name}`}
                  consequence="New drafts cannot include it. Published versions keep it. This cannot be undone."
                  submitLabel="Archive feature"
                  done={`${feature.name} was archived.`}
                  deed={{ method: "DELETE", path: `/api/admin/features/${feature.id}` }}
                />
              </Group>
            ),
          },
        ]}
        empty={
          <EmptyState kind="nothing-yet" title="No feature yet" action={<FeatureDialog />}>
            Begin with a meter such as calls. Routes name the feature they need, plans say how much is included.
          </EmptyState>
        }
      />
    </>
  );
}
