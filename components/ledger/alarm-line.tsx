"use client";

import { Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "@/components/ledger/alarm-line.module.css";
import { describeAlarm } from "@/components/ledger/describe-alarm";
import { ledgerAlarmQuery } from "@/lib/metering/client/queries";
import type { LedgerAlarm } from "@/lib/metering/views";

/** The red line on every page of the operator while the ledger does not agree with itself, or nobody looks. */
export function AlarmLine({ first }: { first: LedgerAlarm }) {
  const { data: alarm = null } = useQuery({ ...ledgerAlarmQuery, initialData: first });
  const pathname = usePathname();
  return (
    <div role="status">
      {alarm && (
        <Group className={classes.line} gap="sm" wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={20} className={classes.icon} aria-hidden />
          <Text fw={550}>
            {describeAlarm(alarm)}{" "}
            {pathname === "/admin/ledger" ? null : (
              <Link href="/admin/ledger" prefetch={false}>
                See the findings
              </Link>
            )}
          </Text>
        </Group>
      )}
    </div>
  );
}
