"use client";

import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { describeLine } from "@/components/usage/describe-line";
import { fixOf } from "@/components/usage/fix-of";
import type { FeatureOutlook } from "@/lib/analytics/usage-views";
import { standingQuery } from "@/lib/entitlements/client/queries";
import type { StandingView } from "@/lib/entitlements/views";

type Props = {
  first: StandingView;
  tenantId: string;
  /** How long units last and since when calls are refused, by feature. */
  outlook: readonly FeatureOutlook[];
  /** Of the instant at which the outlook was told. */
  now: string;
  /** Added to links, for people who belong to several tenants. */
  tenantQuery: string;
};

/** "Can I call right now?": a line a feature, kept true while it is looked at. */
export function StandingList({ first, tenantId, outlook, now, tenantQuery }: Props) {
  const { data: standing = first, error } = useQuery({ ...standingQuery(tenantId), initialData: first });
  const open = standing.features.filter((feature) => feature.code === null).length;
  return (
    <Paper component="section" aria-labelledby="standing-title">
      <Title order={2} fz="lg" id="standing-title">
        Can I call right now?
      </Title>
      <Text c="dimmed" fz="sm" mb="sm" aria-live="polite">
        {summarize(open, standing)}
      </Text>
      <ProblemAlert error={error} />
      {standing.features.length === 0 ? (
        <EmptyState kind="nothing-yet" title="Nothing to call yet">
          No route asks for a feature so far.
        </EmptyState>
      ) : (
        <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
          {standing.features.map((feature) => {
            const ahead = outlook.find(({ featureId }) => featureId === feature.featureId);
            const { role, word, sentence } = describeLine(feature, standing, ahead, new Date(now));
            const fix = fixOf(feature);
            return (
              <Box
                component="li"
                key={feature.featureId}
                py={10}
                style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
              >
                <Group gap="sm" justify="space-between">
                  <Group gap="sm">
                    <Text fw={550}>{feature.name}</Text>
                    <RoleBadge role={role}>{word}</RoleBadge>
                  </Group>
                  {feature.status !== null && <StatusBadge status={feature.status} code={feature.code} />}
                </Group>
                <Text fz="sm" c="dimmed">
                  {sentence}
                  {fix && (
                    <>
                      {" "}
                      <TextLink href={`${fix.path}${tenantQuery}`} underline="always">
                        {fix.label}
                      </TextLink>
                    </>
                  )}
                </Text>
              </Box>
            );
          })}
        </Stack>
      )}
    </Paper>
  );
}

function summarize(open: number, { features, planName, ratePerMinute }: StandingView): string {
  const rate = ratePerMinute === null ? "" : ` Up to ${ratePerMinute} requests a minute.`;
  const plan = planName === null ? "No plan" : `Plan ${planName}`;
  if (features.length === 0) return `${plan}.${rate}`;
  if (open === features.length) return `Yes, for every feature. ${plan}.${rate}`;
  if (open === 0) return `No, every feature is refused. ${plan}.`;
  return `Yes for ${open} of ${features.length} features. ${plan}.${rate}`;
}
