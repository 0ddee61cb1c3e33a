"use client";

import { Text } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { describeOlderDays } from "@/components/scope/describe-older-days";
import classes from "@/components/settings/recount-line.module.css";
import { AutoRefresh } from "@/components/today/auto-refresh";
import type { OlderDays } from "@/lib/analytics/report-zone-views";

/** On every page of the operator while days are counted anew: figures by day are of two zones meanwhile. */
export function RecountLine({ older }: { older: OlderDays }) {
  const isThere = usePathname() === "/admin/settings";
  return (
    <div role="status">
      {older?.isRunning ? (
        <>
          <AutoRefresh everyMs={4_000} />
          <Text className={classes.line} fw={550}>
            {describeOlderDays(older)}{" "}
            {isThere ? null : (
              <Link href="/admin/settings" prefetch={false}>
                See how far it is
              </Link>
            )}
          </Text>
        </>
      ) : null}
    </div>
  );
}
