import { Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { describeNumber, rateUse } from "@/components/ui/describe-units";

type UnitMeterProps = {
  /** What is measured: the feature's name. */
  label: string;
  used: number;
  /** Null is without limit. */
  limit: number | null;
  /** Plural of the meter's unit: "calls". */
  unit?: string;
  /** Beside the numbers: when it resets. */
  note?: ReactNode;
  /** Only the bar and its numbers, for table cells. */
  compact?: boolean;
};

/** Used of allowed units: a bar, and the same in words. */
export function UnitMeter({ label, used, limit, unit = "units", note, compact }: UnitMeterProps) {
  const { share, role, word } = rateUse(used, limit);
  const of = limit === null ? `${describeNumber(used)} ${unit}` : `${describeNumber(used)} of ${describeNumber(limit)}`;
  return (
    <Box miw={compact ? 120 : undefined}>
      <Group justify="space-between" gap="xs" mb={4} wrap="nowrap">
        {compact ? null : <Text fw={550}>{label}</Text>}
        <Text fz="sm" style={{ fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" }}>
          {of}
          {compact || limit === null ? "" : ` ${unit}`}
        </Text>
      </Group>
      <svg
        role="img"
        aria-label={`${label}: ${of} ${limit === null ? "used, no limit" : `${unit} used, ${word}`}`}
        width="100%"
        height={compact ? 6 : 8}
        preserveAspectRatio="none"
        viewBox="0 0 100 8"
        style={{ display: "block", borderRadius: 4, background: "var(--role-calm-tint)" }}
      >
        <rect width="100" height="8" fill="var(--role-calm-tint)" />
        <rect width={share * 100} height="8" fill={`var(--role-${role}-text)`} />
      </svg>
      {note ? (
        <Text fz="xs" c="dimmed" mt={4} component="div">
          {note}
        </Text>
      ) : null}
    </Box>
  );
}
