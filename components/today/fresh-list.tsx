"use client";

import { Button, Group } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { compareLists } from "@/components/today/compare-lists";
import type { Today } from "@/lib/analytics/signals/views";
import { fetchJson } from "@/lib/client/fetch-json";

type Props = { everyMs: number; drawn: readonly string[] };

const keysOf = ({ lines, operator }: Today) => [
  ...operator.map(({ id }) => id),
  ...lines.map(({ tenantId }) => tenantId),
];

/**
 * Keeps the page fresh without moving what is being read: numbers are drawn anew in place while the list stays the same;
 * where lines come, go or change places, a button says so and waits.
 */
export function FreshList({ everyMs, drawn }: Props) {
  const router = useRouter();
  const [news, setNews] = useState<string | null>(null);
  const known = drawn.join(" ");
  useEffect(() => {
    setNews(null);
    const look = async () => {
      if (document.visibilityState !== "visible" || document.querySelector("[role=dialog]")) return;
      const today = await fetchJson<Today>("/api/admin/today").catch(() => null);
      if (!today) return;
      const change = compareLists(known === "" ? [] : known.split(" "), keysOf(today));
      if (change === null) router.refresh();
      setNews(change);
    };
    const timer = setInterval(() => void look(), everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs, known]);
  return (
    <Group role="status" mih={0} justify="center" pos="sticky" top={60} style={{ zIndex: 2 }}>
      {news ? (
        <Button size="xs" radius="xl" onClick={() => router.refresh()}>
          {news}
        </Button>
      ) : null}
    </Group>
  );
}
