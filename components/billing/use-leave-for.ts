"use client";

import { useState } from "react";
import { fetchJson, ProblemError } from "@/lib/client/fetch-json";

/** Where a hosted page was opened; `done` instead where nothing had to be paid. */
export type Opened = { url?: string | null; done?: boolean };

/**
 * Opens a hosted page and goes there. What was refused is kept to be shown; the button stays busy while the browser
 * leaves, so that nobody presses twice.
 */
export function useLeaveFor() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);

  async function leaveFor(path: string, body: unknown, onDone?: () => void): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      const opened = await fetchJson<Opened>(path, { method: "POST", body });
      if (opened.url) {
        window.location.assign(opened.url);
        return;
      }
      setBusy(false);
      onDone?.();
    } catch (thrown) {
      setBusy(false);
      if (!(thrown instanceof ProblemError)) throw thrown;
      setError(thrown);
    }
  }

  return { leaveFor, busy, error };
}
