"use client";

import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { describeDay, describeInstant, describeMoment, describeRelative } from "@/components/ui/describe-time";
import { useZone } from "@/components/ui/zone";

type Props = {
  /** ISO 8601. */
  at: string | Date;
  form?: "relative" | "instant" | "moment" | "day";
  /** Left out: that of the area. What concerns a tenant's periods is told by its own clock. */
  timeZone?: string | undefined;
};

/** An instant: relative, with the absolute time and its zone on hover and focus. */
export function Time({ at, form = "relative", timeZone: own }: Props) {
  const area = useZone();
  const timeZone = own ?? area;
  const instant = typeof at === "string" ? new Date(at) : at;
  // The server does not know when this is read: relative words come with the first draw in the browser.
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    if (form !== "relative") return;
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, [form]);
  const full = describeInstant(instant, timeZone);
  if (form === "instant") return <time dateTime={instant.toISOString()}>{full}</time>;
  const absolute = form === "moment" ? describeMoment : describeDay;
  const words = form === "relative" && now ? describeRelative(instant, now) : absolute(instant, timeZone);
  return (
    <Tooltip label={full}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the absolute time must be reachable by keyboard. */}
      <time dateTime={instant.toISOString()} tabIndex={0} style={{ whiteSpace: "nowrap" }}>
        {words}
      </time>
    </Tooltip>
  );
}
