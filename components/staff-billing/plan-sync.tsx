"use client";

import { Button, Group, List, ListItem, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useDeed } from "@/components/deeds/use-deed";
import { Mono } from "@/components/ui/mono";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import type { PlanSyncView } from "@/lib/billing/staff-views";
import type { Role } from "@/theme";

const states: Record<PlanSyncView["state"], { role: Role; word: string }> = {
  not_needed: { role: "calm", word: "not needed in Stripe" },
  pending: { role: "info", word: "waits for Stripe" },
  running: { role: "info", word: "on its way to Stripe" },
  synced: { role: "ok", word: "in Stripe" },
  failed: { role: "act", word: "not in Stripe" },
};

const marks: Record<PlanSyncView["steps"][number]["state"], string> = {
  waiting: "waits",
  done: "done",
  failed: "failed",
};

/** How far a version is in Stripe, step by step, with the last error; what is done is not done again. */
export function PlanSync({ planId, sync, mayRetry }: { planId: string; sync: PlanSyncView; mayRetry: boolean }) {
  const router = useRouter();
  const { act, busy, error } = useDeed();
  const isUnderWay = sync.state === "pending" || sync.state === "running";
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => router.refresh(), 2_000);
    return () => clearInterval(timer);
  }, [isUnderWay, router]);
  const retry = () =>
    act(
      { method: "POST", path: `/api/admin/plans/${planId}/sync`, body: { planVersionId: sync.planVersionId } },
      "It is on its way to Stripe.",
    );
  if (sync.state === "not_needed") return <RoleBadge role="calm">{states.not_needed.word}</RoleBadge>;
  return (
    <div>
      <Group gap="xs">
        <RoleBadge role={states[sync.state].role}>{states[sync.state].word}</RoleBadge>
        {mayRetry && sync.state !== "running" && (
          <Button
            size="xs"
            variant={sync.state === "synced" ? "subtle" : "default"}
            loading={busy}
            onClick={() => void retry()}
          >
            {sync.state === "synced" ? "Send again" : "Try again"}
          </Button>
        )}
      </Group>
      {sync.lastError !== null && (
        <Text fz="xs" role="alert" style={{ color: "var(--role-act-text)" }}>
          {sync.lastError}
        </Text>
      )}
      {sync.steps.length > 0 && (
        <details>
          <summary>
            <Text fz="xs" component="span">
              {sync.steps.filter((step) => step.state === "done").length} of {sync.steps.length} steps
            </Text>
          </summary>
          <List size="xs" listStyleType="none">
            {sync.steps.map((step) => (
              <ListItem key={step.what}>
                {step.what}: {marks[step.state]} {step.stripeId !== null && <Mono>{step.stripeId}</Mono>}
                {step.error !== null && ` – ${step.error}`}
              </ListItem>
            ))}
          </List>
        </details>
      )}
      <ProblemAlert error={error} />
    </div>
  );
}
