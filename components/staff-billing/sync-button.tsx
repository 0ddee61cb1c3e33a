"use client";

import { Button, Stack } from "@mantine/core";
import { useDeed } from "@/components/deeds/use-deed";
import { ProblemAlert } from "@/components/ui/problem-alert";

/** Compares one tenant with the payment provider now, instead of with the next event. */
export function SyncButton({ tenantId }: { tenantId: string }) {
  const { act, busy, error } = useDeed();
  const sync = () =>
    act(
      { method: "POST", path: `/api/admin/tenants/${tenantId}/billing/sync`, body: {} },
      "Compared with the provider.",
    );
  return (
    <Stack gap="xs" align="flex-end">
      <Button variant="default" size="xs" loading={busy} onClick={() => void sync()}>
        Compare now
      </Button>
      <ProblemAlert error={error} />
    </Stack>
  );
}
