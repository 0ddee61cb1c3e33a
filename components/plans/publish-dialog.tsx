"use client";

import { Checkbox, Radio, RadioGroup, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { Warning } from "@/components/deeds/warning";
import type { Overdrawn } from "@/lib/catalog/views";

type Props = {
  planId: string;
  planName: string;
  number: number;
  seenUpdatedAt: string;
  /** Tenants on earlier versions, who would move. */
  tenants: number;
  overdrawn: readonly Overdrawn[];
};

/** Publishes a draft: who gets it, and a confirmation when somebody's calls would stop. */
export function PublishDialog({ planId, planName, number, seenUpdatedAt, tenants, overdrawn }: Props) {
  const router = useRouter();
  const stopped = [...new Set(overdrawn.map((line) => line.tenantName))];
  return (
    <DeedDialog
      open={`Publish version ${number}`}
      title={`Publish ${planName} version ${number}`}
      initialValues={{ rollout: "new_subscriptions", acknowledged: false }}
      deed={(values) => ({
        method: "POST",
        path: `/api/admin/plans/${planId}/publish`,
        body: { ...values, seenUpdatedAt },
      })}
      disabled={({ rollout, acknowledged }) => rollout === "all_now" && stopped.length > 0 && !acknowledged}
      done={`${planName} version ${number} is published. Gateways follow within a second.`}
      submitLabel={`Publish version ${number}`}
      onDone={() => router.push(`/admin/plans/${planId}`)}
    >
      {(form) => (
        <>
          <Text size="sm">A published version never changes. A mistake is mended by publishing another version.</Text>
          <RadioGroup label="Who gets it" {...form.getInputProps("rollout")}>
            <Stack gap="xs" mt={6}>
              <Radio
                value="new_subscriptions"
                label="New subscriptions only"
                description="Tenants keep the version that they hold."
              />
              <Radio
                value="all_now"
                label={`All tenants of this plan now (${tenants})`}
                description="They move at once. Their period and what they used stay."
              />
            </Stack>
          </RadioGroup>
          {form.values.rollout === "all_now" && stopped.length > 0 && (
            <Warning title="Calls will stop">
              <Text size="sm">
                {stopped.slice(0, 5).join(", ")}
                {stopped.length > 5 ? ` and ${stopped.length - 5} more` : ""} already used more than version {number}{" "}
                allows. Their next call answers 402.
              </Text>
              <Checkbox
                mt="sm"
                label="These tenants may be refused"
                {...form.getInputProps("acknowledged", { type: "checkbox" })}
              />
            </Warning>
          )}
        </>
      )}
    </DeedDialog>
  );
}
