import { Box, Group, Text } from "@mantine/core";
import { describeAct } from "@/components/churn/describe-act";
import { UndoButton } from "@/components/churn/undo-button";
import { Time } from "@/components/ui/time";
import type { ActView } from "@/lib/analytics/signals/views";

type Props = { acts: readonly ActView[]; tenantName: string; most?: number };

/** What was done about a tenant, by whom and when; the newest can be undone for ten minutes. */
export function ActList({ acts, tenantName, most = 3 }: Props) {
  if (acts.length === 0) return null;
  return (
    <Box component="ul" aria-label={`What was done about ${tenantName}`} m={0} p={0} style={{ listStyle: "none" }}>
      {acts.slice(0, most).map((act) => (
        <Group component="li" key={act.id} gap={6}>
          <Text fz="sm" td={act.isUndone ? "line-through" : undefined} component="div">
            {describeAct(act)} by {act.actorName} <Time at={act.at} />
            {act.note ? `: ${act.note}` : ""}
            {act.restsUntil ? (
              <>
                {" "}
                – rests until <Time at={act.restsUntil} form="day" />
              </>
            ) : null}
          </Text>
          {act.isUndone ? <Text fz="sm">taken back</Text> : null}
          {act.undoUntil ? <UndoButton act={act} /> : null}
        </Group>
      ))}
      {acts.length > most ? (
        <Text component="li" fz="sm" c="dimmed">
          and {acts.length - most} more in 90 days
        </Text>
      ) : null}
    </Box>
  );
}
