import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageCtx } from "@/app/_auth/page-ctx";
import { SignedInFrame } from "@/app/_auth/signed-in-frame";
import { ModeBanner } from "@/components/billing/mode-banner";
import { AlarmLine } from "@/components/ledger/alarm-line";
import { OlderDaysProvider } from "@/components/scope/older-days";
import { RecountLine } from "@/components/settings/recount-line";
import { adminNav, timeMachineNav } from "@/components/shell/nav";
import { ZoneProvider } from "@/components/ui/zone";
import { getOlderDays } from "@/lib/analytics/server/report-zone/get-older-days";
import { getReportZone } from "@/lib/analytics/server/rollups/get-report-zone";
import { hasTestClocks } from "@/lib/billing/billing-mode";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { env } from "@/lib/env";
import { getLedgerAlarm } from "@/lib/metering/server/get-ledger-alarm";

export const metadata: Metadata = { title: { default: "Admin", template: "%s · Faregate admin" } };

/** The operator's screens; they do not exist for anybody else. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const ctx = await pageCtx({ staff: true });
  const { actor, memberships } = ctx;
  const [alarm, zone, older] = await Promise.all([getLedgerAlarm(ctx), getReportZone(ctx), getOlderDays(ctx)]);
  return (
    <SignedInFrame
      area="admin"
      nav={hasTestClocks(env()) ? [...adminNav, timeMachineNav] : adminNav}
      person={{ name: actor.name, email: actor.email }}
      staff
      tenants={memberships.map(({ tenantId, tenantName }) => ({ tenantId, tenantName }))}
    >
      <ModeBanner mode={currentMode()} />
      <AlarmLine first={alarm} />
      <RecountLine older={older} />
      <ZoneProvider zone={zone}>
        <OlderDaysProvider older={older?.isRunning ? null : older}>{children}</OlderDaysProvider>
      </ZoneProvider>
    </SignedInFrame>
  );
}
