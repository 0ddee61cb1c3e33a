import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { money } from "@/components/billing/describe-money";
import { InvoiceLines, InvoiceNumber, InvoiceState } from "@/components/invoices/invoice-table";
import { RefundDialog } from "@/components/staff-invoices/refund-dialog";
import { type Column, DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { StaffInvoiceView } from "@/lib/billing/staff-views";

type Props = {
  label: string;
  rows: readonly StaffInvoiceView[];
  mayRefund: boolean;
  /** Left out where all are of one tenant. */
  ofOneTenant?: boolean;
  empty: ReactNode;
  footer?: ReactNode;
};

/** Invoices as staff sees them: whose, what the bank said of a failed payment, and what can go back. */
export function StaffInvoiceTable({ label, rows, mayRefund, ofOneTenant, empty, footer }: Props) {
  const tenant: Column<StaffInvoiceView> = {
    key: "tenant",
    header: "Tenant",
    render: (row) => <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink>,
  };
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "number",
          header: "Invoice",
          render: (row) => (
            <>
              <InvoiceNumber invoice={row} />
              {row.billedBy === "manual" && (
                <Text fz="xs" c="dimmed">
                  by hand
                </Text>
              )}
            </>
          ),
        },
        ...(ofOneTenant ? [] : [tenant]),
        {
          key: "status",
          header: "State",
          render: (row) => (
            <>
              <InvoiceState invoice={row} />
              {row.status === "open" && row.declineCode !== null && (
                <Text fz="xs" c="dimmed" component="div">
                  bank said <Mono>{row.declineCode}</Mono>, {row.attemptCount} attempts
                </Text>
              )}
            </>
          ),
        },
        { key: "for", header: "For", wideOnly: true, render: (row) => <InvoiceLines invoice={row} /> },
        {
          key: "total",
          header: "Total",
          numeric: true,
          render: (row) => (
            <>
              {money(row.total)}
              {row.due.amountMinor > 0 && row.status === "open" && (
                <Text fz="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                  {money(row.due)} due
                </Text>
              )}
              {row.refunded.amountMinor > 0 && (
                <Text fz="xs" c="dimmed">
                  {money(row.refunded)} refunded
                </Text>
              )}
            </>
          ),
        },
        { key: "at", header: "Made", render: (row) => <Time at={row.createdAt} form="day" /> },
        ...(mayRefund
          ? [
              {
                key: "act",
                header: "",
                render: (row: StaffInvoiceView) => (row.refundable ? <RefundDialog invoice={row} /> : null),
              },
            ]
          : []),
      ]}
      empty={empty}
      footer={footer}
    />
  );
}
