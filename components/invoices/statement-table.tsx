import type { ReactNode } from "react";
import { money } from "@/components/billing/describe-money";
import { InvoiceLines } from "@/components/invoices/invoice-table";
import { DataTable } from "@/components/ui/data-table";
import { Time } from "@/components/ui/time";
import type { StatementView } from "@/lib/billing/staff-views";

type Props = {
  label: string;
  rows: readonly StatementView[];
  empty: ReactNode;
  acts?: (row: StatementView) => ReactNode;
};

/** What is owed for each period where the operator invoices by hand: a reading of the ledger, line by line. */
export function StatementTable({ label, rows, empty, acts }: Props) {
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "period",
          header: "Period",
          render: (row) => (
            <>
              <Time at={row.periodStart} form="day" /> – <Time at={row.periodEnd} form="day" />
            </>
          ),
        },
        { key: "plan", header: "Plan", render: (row) => row.planName },
        { key: "lines", header: "For", render: (row) => <InvoiceLines invoice={{ lines: row.lines, reason: "" }} /> },
        { key: "total", header: "Total", numeric: true, render: (row) => money(row.total) },
        ...(acts ? [{ key: "acts", header: "Invoice", render: acts }] : []),
      ]}
      empty={empty}
    />
  );
}
