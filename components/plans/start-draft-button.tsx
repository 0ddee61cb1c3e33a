"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useDeed } from "@/components/deeds/use-deed";
import { ProblemAlert } from "@/components/ui/problem-alert";

/** Starts a draft from the live version and opens it. */
export function StartDraftButton({ planId, number }: { planId: string; number: number }) {
  const router = useRouter();
  const { act, busy, error } = useDeed();
  const start = async () => {
    const deed = { method: "POST" as const, path: `/api/admin/plans/${planId}/draft`, body: {} };
    const outcome = await act(deed, `Draft ${number} has the content of the live version.`);
    if ("result" in outcome) router.push(`/admin/plans/${planId}/draft`);
  };
  return (
    <>
      <Button loading={busy} onClick={() => void start()}>{`Start draft ${number}`}</Button>
      <ProblemAlert error={error} />
    </>
  );
}
