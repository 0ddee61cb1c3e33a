"use client";

import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import classes from "@/components/scope/as-of-stamp.module.css";

const staleMs = 5 * 60_000;

type Props = { asOf: string; zone: string; lag: string | null };

/** Up to when the page's figures are counted; amber once that is five minutes ago, or where a part of them is behind. */
export function AsOfStamp({ asOf, zone, lag }: Props) {
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    const look = () => setOld(Date.now() - Date.parse(asOf) > staleMs);
    look();
    const timer = setInterval(look, 15_000);
    return () => clearInterval(timer);
  }, [asOf]);
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(asOf));
  const late = lag !== null ? `${lag} behind` : isOld ? "older than 5 minutes: reload the page" : null;
  return (
    <Text className={classes.stamp} data-late={late !== null || undefined} fz="sm">
      <time dateTime={asOf}>
        as of {clock} <span className={classes.zone}>{zone}</span>
      </time>
      {late ? ` · ${late}` : null}
    </Text>
  );
}
