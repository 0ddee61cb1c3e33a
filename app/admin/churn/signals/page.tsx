import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { describeFired, describeOutcomes } from "@/components/churn/describe-outcomes";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { listSignalRecords } from "@/lib/analytics/server/signals/list-signal-records";
import { signals } from "@/lib/analytics/signals/risk-signals.data";
import { familyCaps } from "@/lib/analytics/signals/score-risk";
import { expansionCards, familyNames, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { ExpansionId, SignalId } from "@/lib/analytics/signals/types";
import type { SignalRecord } from "@/lib/analytics/signals/views";

export const metadata: Metadata = { title: "Signals" };

export default async function SignalsPage() {
  const ctx = await pageCtx({ staff: true });
  const records = await listSignalRecords(ctx);
  return (
    <>
      <PageHeader
        title="Signals"
        back={{ href: "/admin/churn", label: "Churn" }}
        description={
          <>
            What each signal counts, how often it spoke in 90 days, and what happened after. As of{" "}
            <Time at={ctx.now} form="instant" />. What followed a signal is no proof of its cause; tenants of the demo
            that leave were planted.
          </>
        }
      />
      <Stack gap="md">
        {records.map((record) => (
          <RecordCard key={record.id} record={record} />
        ))}
      </Stack>
    </>
  );
}

function RecordCard({ record }: { record: SignalRecord }) {
  const isRisk = record.kind === "risk";
  const card = isRisk ? riskCards[record.id as SignalId] : expansionCards[record.id as ExpansionId];
  const signal = signals.find(({ id }) => id === record.id);
  return (
    <Paper component="article" aria-labelledby={`signal-${record.id}`} id={record.id}>
      <Stack gap={6}>
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4" id={`signal-${record.id}`}>
            {card.name}
          </Title>
          <Text fz="sm" c="dimmed">
            {signal
              ? `${familyNames[signal.family]}, ${signal.points} points at most of ${familyCaps[signal.family]}`
              : "Expansion, no points"}
          </Text>
        </Group>
        <Text fz="sm">
          {card.formula} {card.thresholds}
        </Text>
        <Text fz="sm">
          <TextLink
            underline="always"
            href={`/admin/churn?${isRisk ? "" : "tab=expansion&"}rest=with&signal=${record.id}`}
          >
            Fires now for {record.open} {record.open === 1 ? "tenant" : "tenants"}
          </TextLink>
          . {describeFired(record)} {describeOutcomes(record)}
        </Text>
        {record.recent.length > 0 ? (
          <details>
            <summary>
              <Text span fz="sm">
                {record.recent.length === 1 ? "The last one" : `The last ${record.recent.length}`}
              </Text>
            </summary>
            <Box component="ul" m={0} mt={6} pl="md">
              {record.recent.map((firing) => (
                <Text component="li" fz="sm" key={`${firing.tenantId} ${firing.openedAt}`}>
                  <TextLink underline="always" href={`/admin/tenants/${firing.tenantId}`}>
                    {firing.tenantName}
                  </TextLink>
                  , <Time at={firing.openedAt} form="day" />
                  {firing.closedAt ? (
                    <>
                      –<Time at={firing.closedAt} form="day" />
                    </>
                  ) : (
                    " until now"
                  )}
                  : {firing.sentence}{" "}
                  {firing.left === null ? "Too young to tell." : firing.left ? "Left after." : "Stayed."}
                </Text>
              ))}
            </Box>
          </details>
        ) : null}
      </Stack>
    </Paper>
  );
}
