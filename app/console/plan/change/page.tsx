import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { ChangeReview } from "@/components/billing/change-review";
import { MoneyFacts } from "@/components/billing/money-facts";
import { whoPays } from "@/components/billing/who-pays";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listMembers } from "@/lib/accounts/server/list-members";
import { notePlansOpened } from "@/lib/analytics/server/episodes/note-plans-opened";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { idInput } from "@/lib/id-input";

export const metadata: Metadata = { title: "Change of plan" };

const PageInput = z.object({ to: idInput("planVersion") });

export default async function ChangePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { to } = await readSearch(PageInput, searchParams);
  if (!to || !ctx.tenant) redirect(href("/console/plan"));
  if (ctx.actor.staffRole === null) after(() => notePlansOpened([ctx.tenant?.id ?? ""], ctx.now));
  const mayWrite = hasMemberPermission(ctx.tenant.role, "billing:write");
  const [billing, members] = await Promise.all([getBilling(ctx), listMembers(ctx)]);
  return (
    <>
      <PageHeader
        title="Change of plan"
        back={{ href: href("/console/plan"), label: "Plan" }}
        description="What it costs, what it takes away and when it begins. Nothing changes before it is confirmed."
      />
      {mayWrite ? (
        <ChangeReview tenantId={ctx.tenant.id} planVersionId={to} />
      ) : (
        <EmptyState kind="unavailable" title="Not yours to change">
          {`${whoPays(members)} changes the plan.`}
        </EmptyState>
      )}
      <div style={{ marginTop: 24 }}>
        <MoneyFacts billing={billing} />
      </div>
    </>
  );
}
