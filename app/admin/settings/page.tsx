import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { RecountProgress } from "@/components/settings/recount-progress";
import { ReportZoneDialog } from "@/components/settings/report-zone-dialog";
import { ZoneChangeTable } from "@/components/settings/zone-change-table";
import { zoneOffset } from "@/components/settings/zone-offset";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getReportZoneChanges } from "@/lib/analytics/server/report-zone/get-report-zone-changes";
import { requestLogDays } from "@/lib/metering/server/keep-partitions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const ctx = await pageCtx({ staff: true });
  const { zone, changes } = await getReportZoneChanges(ctx);
  const running = changes.find(({ doneAt }) => doneAt === null);
  const mayChange = hasStaffPermission(ctx.actor.staffRole ?? "support", "staff:settings");
  return (
    <>
      <PageHeader
        title="Settings"
        description={
          <>
            What holds for the whole installation. Changes are kept in the{" "}
            <TextLink href="/admin/audit?action=install" underline="always">
              audit
            </TextLink>
            .
          </>
        }
      />
      <Stack gap="lg">
        <Paper component="section" aria-labelledby="zone-title">
          <Stack gap="sm">
            <Group justify="space-between" gap="sm" align="flex-start">
              <div>
                <Title order={2} size="h3" id="zone-title">
                  Report zone
                </Title>
                <Text fw={650} fz="lg">
                  {zone} <Text span c="dimmed">{`· today ${zoneOffset(ctx.now, zone)}`}</Text>
                </Text>
              </div>
              {mayChange && !running ? <ReportZoneDialog zone={zone} logDays={requestLogDays} /> : null}
            </Group>
            <Text fz="sm" maw={720}>
              By its clock days, weeks and months of the dashboards begin and end, and times on these pages are told. A
              page shows another zone by <code>tz</code> in its address; tenants' own pages go by the tenant's zone, and
              billing periods by neither.
            </Text>
            {running ? <RecountProgress change={running} /> : null}
            {mayChange ? null : (
              <Text fz="sm" c="dimmed">
                Admins can change it.
              </Text>
            )}
          </Stack>
        </Paper>
        <section aria-labelledby="changes-title">
          <Title order={2} size="h3" mb="sm" id="changes-title">
            Changes of the report zone
          </Title>
          <ZoneChangeTable rows={changes} />
        </section>
      </Stack>
    </>
  );
}
