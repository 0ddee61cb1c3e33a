"use client";

import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { FieldError } from "@/lib/errors";

export type Deed = { method: "POST" | "PUT" | "PATCH" | "DELETE"; path: string; body?: unknown };

/** What went wrong, as the portal's own problem answers say it. */
export type DeedProblem = {
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId: string | null;
  errors: FieldError[];
  details: Record<string, unknown>;
};

const text = (value: unknown, otherwise: string) => (typeof value === "string" && value !== "" ? value : otherwise);

async function readProblem(response: Response): Promise<DeedProblem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const { details, errors } = body as { details?: Record<string, unknown>; errors?: FieldError[] };
  return {
    status: response.status,
    code: text(body.code, "internal_error"),
    title: text(body.title, "This did not work"),
    detail: text(body.detail, text(body.message, "Nothing was changed.")),
    requestId: response.headers.get("request-id"),
    errors: errors ?? (details?.errors as FieldError[] | undefined) ?? [],
    details: details ?? {},
  };
}

const unreachable: DeedProblem = {
  status: 0,
  code: "unreachable",
  title: "The portal did not answer",
  detail: "What you typed is kept. Check the connection and try again.",
  requestId: null,
  errors: [],
  details: {},
};

/**
 * Does one thing through the portal's API: says so when it is done, draws the page anew, and keeps what went wrong
 * until the next try.
 */
export function useDeed() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<DeedProblem | null>(null);

  async function act<Result>(deed: Deed, done: string): Promise<{ result: Result } | { problem: DeedProblem }> {
    setBusy(true);
    setProblem(null);
    const fail = (found: DeedProblem) => {
      setProblem(found);
      return { problem: found };
    };
    try {
      const response = await fetch(deed.path, {
        method: deed.method,
        headers: {
          accept: "application/json",
          ...(deed.body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(deed.body === undefined ? {} : { body: JSON.stringify(deed.body) }),
      }).catch(() => null);
      if (!response) return fail(unreachable);
      if (!response.ok) return fail(await readProblem(response));
      const result = (response.status === 204 ? undefined : await response.json()) as Result;
      notifications.show({ message: done, color: "teal" });
      router.refresh();
      return { result };
    } finally {
      setBusy(false);
    }
  }

  return { act, busy, problem, forget: () => setProblem(null) };
}
