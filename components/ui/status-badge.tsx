import { Group } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconCoins,
  IconLock,
  IconMinus,
  type TablerIcon,
} from "@tabler/icons-react";
import { describeStatus } from "@/components/ui/describe-status";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";

const icons: Record<ReturnType<typeof describeStatus>["icon"], TablerIcon> = {
  check: IconCheck,
  coins: IconCoins,
  lock: IconLock,
  clock: IconClock,
  alert: IconAlertTriangle,
  dash: IconMinus,
};

/** Status and code, always together: `402 quota_exhausted`. Red is for faults alone, never for a 402. */
export function StatusBadge({ status, code }: { status: number; code?: string | null }) {
  const { role, icon, word } = describeStatus(status);
  const Icon = icons[icon];
  return (
    <Group gap={6} component="span" display="inline-flex">
      <RoleBadge role={role} icon={<Icon size={12} aria-label={word} role="img" />}>
        {status}
      </RoleBadge>
      {code ? <Mono>{code}</Mono> : null}
    </Group>
  );
}
