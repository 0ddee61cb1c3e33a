import { ProgressRoot, ProgressSection, Stack, Text } from "@mantine/core";
import { describeProgress } from "@/components/settings/describe-zone-change";
import type { ReportZoneChangeView } from "@/lib/analytics/report-zone-views";

/** How far the days of a new report zone are counted. */
export function RecountProgress({ change }: { change: ReportZoneChangeView }) {
  const { daysDone, daysAll } = change;
  const share = daysAll ? Math.round((100 * daysDone) / daysAll) : 0;
  return (
    <Stack gap={6}>
      <Text fz="sm">{describeProgress(change)}</Text>
      <ProgressRoot size="lg">
        <ProgressSection value={share} aria-label="Days counted anew" aria-valuetext={describeProgress(change)} />
      </ProgressRoot>
    </Stack>
  );
}
