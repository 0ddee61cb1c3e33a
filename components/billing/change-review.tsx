"use client";

import { Alert, Button, Card, Group, List, ListItem, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ChangeFacts } from "@/components/billing/change-facts";
import { useDeed } from "@/components/deeds/use-deed";
import { describeCause } from "@/components/invoices/describe-cause";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { describeNumber } from "@/components/ui/describe-units";
import { LinkButton } from "@/components/ui/link-button";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { changePreviewQuery, memberPath } from "@/lib/billing/client/queries";
import type { ChangePreview, PlanChangeView } from "@/lib/billing/views";

type Props = { tenantId: string; planVersionId: string };

const loss = ({ featureName, from, to }: ChangePreview["losses"][number]): string => {
  const name = featureName ?? "Requests a minute";
  const units = (value: number | null) => (value === null ? "no limit" : describeNumber(value));
  return to === 0 || (from === null && to === null)
    ? `${name}: no longer included`
    : `${name}: ${units(from)} → ${units(to)}`;
};

/** A change before it is made: what is charged today, what is lost, from when; the amounts are the provider's. */
export function ChangeReview({ tenantId, planVersionId }: Props) {
  const router = useRouter();
  const tenantHref = useTenantHref();
  const { act, busy, error } = useDeed();
  const asked = useQuery(changePreviewQuery(tenantId, planVersionId));
  const preview = asked.data;
  const [failed, setFailed] = useState<string | null>(null);
  const isOver = useIsOver(preview?.expiresAt ?? null);
  if (asked.error) {
    return (
      <Stack gap="md" align="flex-start">
        <ProblemAlert error={asked.error} />
        <Group>
          <Button onClick={() => void asked.refetch()} loading={asked.isFetching}>
            Try again
          </Button>
          <LinkButton href={tenantHref("/console/plan")} variant="default">
            Back to the plans
          </LinkButton>
        </Group>
      </Stack>
    );
  }
  if (!preview) {
    return (
      <Stack role="status" aria-label="The change is being counted">
        <Skeleton height={180} />
        <Skeleton height={36} width={220} />
      </Stack>
    );
  }
  const isNow = preview.kind === "upgrade";
  const confirm = async () => {
    const done = isNow ? "The upgrade is on its way." : "The change is scheduled.";
    const deed = { method: "POST" as const, path: memberPath(tenantId, "billing/change/confirm") };
    const outcome = await act<PlanChangeView>({ ...deed, body: { changeId: preview.changeId } }, done);
    if (!("result" in outcome)) return;
    if (outcome.result.status === "failed") setFailed(describeCause(outcome.result.cause));
    else router.push(tenantHref("/console/plan"));
  };
  return (
    <Stack gap="md">
      <ChangeFacts preview={preview} />
      {preview.losses.length > 0 && (
        <Card component="section" aria-labelledby="losses">
          <Title order={2} size="h3" id="losses">
            What is less than now
          </Title>
          <List size="sm" mt="xs">
            {preview.losses.map((line) => (
              <ListItem key={line.featureName ?? "rate"}>{loss(line)}</ListItem>
            ))}
          </List>
        </Card>
      )}
      <ProblemAlert error={error} />
      {failed !== null && (
        <Alert role="alert" color="red" variant="outline" title="Nothing was changed">
          {failed}
        </Alert>
      )}
      <Group>
        {isOver ? (
          <Button loading={asked.isFetching} onClick={() => void asked.refetch()}>
            Count it again
          </Button>
        ) : (
          <Button loading={busy} onClick={() => void confirm()}>
            {isNow ? `Upgrade to ${preview.toPlanName ?? "it"} now` : `Change to ${preview.toPlanName ?? "it"} then`}
          </Button>
        )}
        <LinkButton href={tenantHref("/console/plan")} variant="default">
          Keep things as they are
        </LinkButton>
      </Group>
      <Text fz="xs" c="dimmed" role="status">
        {isOver
          ? "These amounts are older than 10 minutes. They are counted again before anything is charged."
          : isNow
            ? "These amounts hold for 10 minutes. What is charged is compared with them."
            : "Nothing is charged today. Until it takes effect it can be undone."}
      </Text>
    </Stack>
  );
}

/** Whether an instant has passed; looks once a second. */
function useIsOver(at: string | null): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (at === null) return;
    const look = () => setOver(Date.now() >= Date.parse(at));
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [at]);
  return isOver;
}
