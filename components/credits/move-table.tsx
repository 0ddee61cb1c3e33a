import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { Time } from "@/components/ui/time";
import type { CreditMoveView } from "@/lib/billing/views";

const kinds: Record<CreditMoveView["kind"], string> = {
  bought: "Bought",
  granted: "Granted",
  used: "Used by calls",
  expired: "Expired",
  refunded: "Taken back with a refund",
  withdrawn: "Withdrawn by the operator",
};

const signed = (credits: string) =>
  credits.startsWith("-") ? `−${describeCredits(credits.slice(1))}` : `+${describeCredits(credits)}`;

type Props = { rows: readonly CreditMoveView[]; empty: ReactNode; footer?: ReactNode };

/** What came to the balance and what left it, newest first. */
export function CreditMoveTable({ rows, empty, footer }: Props) {
  return (
    <DataTable
      label="Ledger of credits"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "at",
          header: "Time",
          render: (row) => <Time at={row.at} form={row.kind === "used" ? "day" : "moment"} />,
        },
        { key: "kind", header: "What", render: (row) => kinds[row.kind] },
        { key: "note", header: "Note", wideOnly: true, render: (row) => row.note ?? "–" },
        { key: "credits", header: "Credits", numeric: true, render: (row) => signed(row.credits) },
      ]}
      empty={empty}
      footer={footer}
    />
  );
}
