"use client";

import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { fetchJson, ProblemError } from "@/lib/client/fetch-json";

export type Deed = { method: "POST" | "PUT" | "PATCH" | "DELETE"; path: string; body?: unknown };
export type DeedOutcome<Result> = { result: Result } | { error: ProblemError };

/**
 * Does one thing through the portal's API: says so when it is done, draws the page anew, and keeps what went wrong
 * until the next try.
 */
export function useDeed() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);

  async function act<Result>(deed: Deed, done: string): Promise<DeedOutcome<Result>> {
    setBusy(true);
    setError(null);
    try {
      const result = await fetchJson<Result>(deed.path, { method: deed.method, body: deed.body });
      notifications.show({ message: done, color: "teal", closeButtonProps: { "aria-label": "Close" } });
      router.refresh();
      return { result };
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) throw thrown;
      setError(thrown);
      return { error: thrown };
    } finally {
      setBusy(false);
    }
  }

  return { act, busy, error };
}
