"use client";

import { Text } from "@mantine/core";
import { createContext, type ReactNode, use } from "react";
import { describeOlderDays, holdsOlderDays } from "@/components/scope/describe-older-days";
import type { OlderDays } from "@/lib/analytics/report-zone-views";

const Older = createContext<OlderDays>(null);

/** Tells an area's figures which days are not those of the report zone. */
export function OlderDaysProvider({ older, children }: { older: OlderDays; children: ReactNode }) {
  return <Older value={older}>{children}</Older>;
}

/** The line below a window that holds such days; nothing where it holds none. @param from ISO 8601 */
export function OlderDaysNote({ from }: { from: string }) {
  const older = use(Older);
  if (!holdsOlderDays(older, from)) return null;
  return (
    <Text fz="sm" c="dimmed" mt={-4} mb="md" role="note">
      {describeOlderDays(older)}
    </Text>
  );
}
