"use client";

import { Button } from "@mantine/core";
import { NoticePage } from "@/components/shell/notice-page";

export type FramedErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** A fault of one page, said inside the frame. Its cause is in the log, under the digest. */
export function FramedError({ error, reset }: FramedErrorProps) {
  return (
    <NoticePage status="500" title="This page failed" framed>
      The fault is in the portal, not in what was asked.
      {error.digest ? ` Reference: ${error.digest}.` : ""}
      <Button mt="md" display="block" mx="auto" onClick={reset}>
        Try again
      </Button>
    </NoticePage>
  );
}
