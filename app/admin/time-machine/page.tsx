import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageCtx } from "@/app/_auth/page-ctx";
import { ClockTable } from "@/components/staff-billing/clock-table";
import { PageHeader } from "@/components/ui/page-header";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { hasTestClocks } from "@/lib/billing/billing-mode";
import { listClocks } from "@/lib/billing/server/clock/list-clocks";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Time machine" };

export default async function TimeMachinePage() {
  const ctx = await pageCtx({ staff: true });
  if (!hasTestClocks(env())) notFound();
  const clocks = await listClocks(ctx);
  return (
    <>
      <PageHeader
        title="Time machine"
        description="Lets billing time pass for one tenant: renewals, trials, grace and the 402 after it, in a minute. Time never goes back, and real calls and logs keep the real time."
      />
      <ClockTable rows={clocks} mayMove={hasStaffPermission(ctx.actor.staffRole ?? "support", "staff:clocks")} />
    </>
  );
}
