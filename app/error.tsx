"use client";

import { Button } from "@mantine/core";
import { NoticePage } from "@/components/shell/notice-page";

/** A fault while a page was drawn. Its cause is in the log, under the digest. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <NoticePage status="500" title="This page failed" next={{ href: "/", label: "To the start page" }}>
      The fault is in the portal, not in what was asked.
      {error.digest ? ` Reference: ${error.digest}.` : ""}
      <Button mt="md" display="block" mx="auto" onClick={reset}>
        Try again
      </Button>
    </NoticePage>
  );
}
