import type { ReactNode } from "react";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ExceptionRow } from "@/lib/entitlements/views";

const what = (row: ExceptionRow): string => {
  if (row.kind === "access_until") return "Access although the subscription ended";
  const size = row.units === null ? "no limit" : describeNumber(row.units);
  return row.kind === "extra_units" ? `${row.featureName}: +${size}` : `${row.featureName}: access, ${size}`;
};

type Props = { rows: readonly ExceptionRow[]; now: Date; withTenant?: boolean; empty: ReactNode; footer?: ReactNode };

/** What was given beside plans, with its reason and end; those in force can be withdrawn. */
export function ExceptionTable({ rows, now, withTenant, empty, footer }: Props) {
  const inForce = (row: ExceptionRow) => row.withdrawnAt === null && new Date(row.endsAt) > now;
  const tenant: Column<ExceptionRow> = {
    key: "tenant",
    header: "Tenant",
    render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
  };
  return (
    <DataTable
      label={withTenant ? "Exceptions" : "Exceptions of this tenant"}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        ...(withTenant ? [tenant] : []),
        { key: "what", header: "What", render: what },
        { key: "reason", header: "Reason", render: (row) => row.reason },
        { key: "by", header: "By", wideOnly: true, render: (row) => row.grantedBy },
        {
          key: "ends",
          header: "Ends",
          render: (row) =>
            row.withdrawnAt ? (
              <RoleBadge role="calm">withdrawn</RoleBadge>
            ) : inForce(row) ? (
              <Time at={row.endsAt} />
            ) : (
              <RoleBadge role="calm">ended</RoleBadge>
            ),
        },
        {
          key: "acts",
          header: "Change",
          render: (row) =>
            inForce(row) ? (
              <ConfirmDeed
                open="Withdraw"
                openAria={`Withdraw exception for ${row.tenantName}: ${what(row)}`}
                title="Withdraw this exception"
                consequence={`${row.tenantName} is back to its plan at once (${what(row)}). Units that were used stay used; calls beyond the plan answer 402.`}
                asksReason
                submitLabel="Withdraw exception"
                done="The exception was withdrawn."
                deed={{ method: "POST", path: `/api/admin/tenants/${row.tenantId}/exceptions/${row.id}/withdraw` }}
              />
            ) : (
              "–"
            ),
        },
      ]}
      empty={empty}
      footer={footer}
    />
  );
}
