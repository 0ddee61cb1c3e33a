"use client";

import { Box, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconCircle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { describeCause } from "@/components/invoices/describe-cause";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { CodeBlock } from "@/components/ui/code-block";
import { LinkButton } from "@/components/ui/link-button";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { TextLink } from "@/components/ui/text-link";
import { describeSteps } from "@/components/unblock/describe-steps";
import { unblockQuery } from "@/lib/billing/client/queries";
import type { UnblockView } from "@/lib/billing/views";

type Props = { tenantId: string; first: UnblockView; curl: string };

/** From a payment to an open gate, step by step with its times; asks every second until a call was let through. */
export function UnblockSteps({ tenantId, first, curl }: Props) {
  const tenantHref = useTenantHref();
  const asked = { intentId: first.intentId, requestId: first.requestId };
  const { data: view = first, error } = useQuery({ ...unblockQuery(tenantId, asked), initialData: first });
  const now = useClock(view.firstAllowedAt === null);
  const { steps, headline, isSlow } = describeSteps(view, now);
  return (
    <Stack gap="lg" maw={640}>
      <Box component="section" aria-labelledby="unblock-title">
        <Title order={2} size="h3" id="unblock-title" role="status" mb="sm">
          {view.cause === null ? headline : "Not paid"}
        </Title>
        {view.cause === null ? (
          <Stack component="ol" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
            {steps.map((step) => (
              <Group
                key={step.name}
                component="li"
                gap="sm"
                py={10}
                wrap="nowrap"
                style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
              >
                <StepMark state={step.state} />
                <Text flex={1} {...(step.state === "later" ? { c: "dimmed" } : {})}>
                  {step.name}
                </Text>
                <Text fz="sm" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
                  {step.time}
                </Text>
              </Group>
            ))}
          </Stack>
        ) : (
          <Stack gap="sm" align="flex-start">
            <Text>{describeCause(view.cause)}</Text>
            <LinkButton href={tenantHref("/console/billing")}>Use another card</LinkButton>
          </Stack>
        )}
        {isSlow && view.cause === null && (
          <Text mt="sm" role="status">
            The provider has not confirmed yet. Nothing more to do here: this page may be left, and the inbox says the
            same.
          </Text>
        )}
      </Box>
      <ProblemAlert error={error} />
      {view.stillRefused && (
        <Box component="section" aria-label="Still refused">
          <Text fw={550}>{`Calls are refused for another reason: 402 ${view.stillRefused.code}`}</Text>
          <Text c="dimmed">{view.stillRefused.sentence}</Text>
        </Box>
      )}
      {view.gateOpenAt !== null && view.firstAllowedAt === null && (
        <Box component="section" aria-labelledby="send-title">
          <Title order={2} size="h3" id="send-title" mb="xs">
            Send one now
          </Title>
          <CodeBlock code={curl} label="the call" />
        </Box>
      )}
      {view.firstAllowedRequestId !== null && (
        <Group>
          <LinkButton href={tenantHref("/console")}>To Home</LinkButton>
          <TextLink href={`/receipts/${view.firstAllowedRequestId}`}>Receipt of that call</TextLink>
        </Group>
      )}
    </Stack>
  );
}

function StepMark({ state }: { state: "done" | "now" | "later" }) {
  if (state === "done") return <IconCircleCheck size={20} color="var(--role-ok-text)" aria-label="done" />;
  if (state === "now") return <Loader size={18} aria-label="under way" />;
  return <IconCircle size={20} color="var(--mantine-color-dimmed)" aria-label="not yet" />;
}

/** The time of the reader's machine, ten times a second while it is needed; null before the first draw. */
function useClock(runs: boolean): Date | null {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    if (!runs) return;
    const timer = setInterval(() => setNow(new Date()), 100);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
