"use client";

import { Select, Text, Textarea } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { Warning } from "@/components/deeds/warning";
import { zoneNames } from "@/lib/zone-names";

type Props = { tenantId: string; tenantName: string; timeZone: string };

/** Sets by whose clock a tenant's periods run. */
export function TimeZoneDialog({ tenantId, tenantName, timeZone }: Props) {
  return (
    <DeedDialog
      open="Time zone"
      openAria={`Time zone of ${tenantName}: ${timeZone}`}
      title={`Time zone of ${tenantName}`}
      button={{ variant: "default" }}
      initialValues={{ timeZone, reason: "" }}
      validate={({ reason }) => (reason.trim().length < 3 ? { reason: "Say why: it is kept in the audit." } : {})}
      disabled={(values) => values.timeZone === timeZone}
      deed={(values) => ({ method: "PUT", path: `/api/admin/tenants/${tenantId}/time-zone`, body: values })}
      done="The time zone was set. Gateways follow within a second."
      submitLabel="Set time zone"
      danger
    >
      {(form) => (
        <>
          <Select
            label="Time zone"
            description="Months and days of its quotas and budgets begin by this clock."
            data={[timeZone, ...zoneNames.filter((zone) => zone !== timeZone)]}
            searchable
            limit={100}
            allowDeselect={false}
            openOnFocus={false}
            data-autofocus
            {...form.getInputProps("timeZone")}
          />
          {form.values.timeZone !== timeZone && (
            <Warning title="The running periods end now">
              <Text size="sm">
                Periods of another clock begin and end at other instants. Those that run now are left behind, and the
                new ones begin with all their included units and budgets, as if nothing of them was used.
              </Text>
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
