import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { DraftEditor } from "@/components/plans/draft-editor";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { getPlan } from "@/lib/catalog/server/get-plan";
import { listFeatures } from "@/lib/catalog/server/list-features";

export const metadata: Metadata = { title: "Draft" };

export default async function DraftPage({ params }: { params: Promise<{ planId: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const [plan, features] = await Promise.all([orNotFound(getPlan(ctx, await params)), listFeatures(ctx)]);
  const draft = plan.versions.find((version) => version.status === "draft");
  if (!draft || plan.archivedAt) redirect(`/admin/plans/${plan.id}`);
  return (
    <>
      <PageHeader
        title={`${plan.name}, version ${draft.number}`}
        back={{ href: `/admin/plans/${plan.id}`, label: plan.name }}
        aside={<RoleBadge role="warn">draft</RoleBadge>}
        description="Nobody is affected before it is published."
        actions={
          <ConfirmDeed
            open="Discard draft"
            title="Discard this draft"
            consequence={`What was written in draft ${draft.number} is gone. The live version is untouched.`}
            submitLabel="Discard draft"
            done="The draft was discarded."
            deed={{ method: "DELETE", path: `/api/admin/plans/${plan.id}/draft` }}
            button={{ variant: "default" }}
          />
        }
      />
      <DraftEditor key={draft.updatedAt} plan={plan} draft={draft} features={features} />
    </>
  );
}
