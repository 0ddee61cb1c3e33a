"use client";

import { List, ListItem, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { Warning } from "@/components/deeds/warning";
import { zoneOffset } from "@/components/settings/zone-offset";
import { zoneNames } from "@/lib/zone-names";

type Props = {
  zone: string;
  /** Days of calls that are kept. */
  logDays: number;
};

/** Every zone with today's offset; "New York" finds `America/New_York`. */
const choicesAt = (now: Date, zone: string) =>
  [zone, ...zoneNames.filter((each) => each !== zone)].map((value) => ({
    value,
    label: `${value.replaceAll("_", " ")} · ${zoneOffset(now, value)}`,
  }));

/** Sets by whose clock the operator's days and months are told. */
export function ReportZoneDialog({ zone, logDays }: Props) {
  return (
    <DeedDialog
      open="Change the report zone"
      title="Change the report zone"
      initialValues={{ zone, reason: "" }}
      validate={({ reason }) => (reason.trim().length < 3 ? { reason: "Say why: it is kept in the audit." } : {})}
      disabled={(values) => values.zone === zone}
      deed={(values) => ({ method: "PUT", path: "/api/admin/settings/report-zone", body: values })}
      done="The report zone was set. Days are being counted anew."
      submitLabel="Set the report zone"
    >
      {(form) => (
        <>
          <ZoneSelect zone={zone} {...form.getInputProps("zone")} />
          {form.values.zone !== zone && (
            <Warning title="Days are counted anew">
              <List size="sm" spacing={4} mt={4}>
                <ListItem>
                  From now on days, weeks and months of the dashboards are those of {form.values.zone}.
                </ListItem>
                <ListItem>
                  Days whose calls are kept, about the last {logDays}, are counted anew, one at a time, the newest
                  first. It takes from seconds to minutes; no call is refused meanwhile, and pages say how far it is.
                </ListItem>
                <ListItem>Days before those stay days of {zone}, and pages that show them say so.</ListItem>
                <ListItem>Billing periods, quotas, invoices and the zones of tenants do not change.</ListItem>
              </List>
            </Warning>
          )}
          <Textarea
            label="Reason"
            description="Kept in the audit."
            required
            autosize
            {...form.getInputProps("reason")}
          />
        </>
      )}
    </DeedDialog>
  );
}

function ZoneSelect({ zone, ...input }: { zone: string } & Record<string, unknown>) {
  const [choices] = useState(() => choicesAt(new Date(), zone));
  return (
    <Select
      label="Report zone"
      description="With today's distance from UTC."
      data={choices}
      searchable
      limit={100}
      allowDeselect={false}
      openOnFocus={false}
      nothingFoundMessage="No zone has this name"
      data-autofocus
      {...input}
    />
  );
}
