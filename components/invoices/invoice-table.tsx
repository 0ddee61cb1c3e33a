import { Anchor, Group, List, ListItem, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { money } from "@/components/billing/describe-money";
import { describeCause } from "@/components/invoices/describe-cause";
import { describeInvoice } from "@/components/invoices/describe-invoice";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { InvoiceView } from "@/lib/billing/views";

type Props = {
  label: string;
  rows: readonly InvoiceView[];
  /** Where the provider's page and PDF of an invoice are asked for. */
  pathOf: (invoice: InvoiceView, what: "view" | "pdf") => string;
  empty: ReactNode;
  footer?: ReactNode;
};

/** Invoices of one tenant, newest first: what is owed, what was paid, why a payment failed, and the papers. */
export function InvoiceTable({ label, rows, pathOf, empty, footer }: Props) {
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: "number", header: "Invoice", render: (row) => <InvoiceNumber invoice={row} /> },
        { key: "status", header: "State", render: (row) => <InvoiceState invoice={row} /> },
        { key: "for", header: "For", render: (row) => <InvoiceLines invoice={row} /> },
        {
          key: "total",
          header: "Total",
          numeric: true,
          render: (row) => (
            <>
              {money(row.total)}
              {row.tax.amountMinor !== 0 && (
                <Text fz="xs" c="dimmed">
                  of it {money(row.tax)} tax
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
        { key: "at", header: "Made", wideOnly: true, render: (row) => <Time at={row.createdAt} form="day" /> },
        {
          key: "papers",
          header: "Papers",
          render: (row) =>
            row.hasPages ? (
              <Group gap="sm" wrap="nowrap">
                <Anchor href={pathOf(row, "view")} fz="sm" aria-label={`View invoice ${row.number ?? ""}`}>
                  View
                </Anchor>
                <Anchor href={pathOf(row, "pdf")} fz="sm" aria-label={`PDF of invoice ${row.number ?? ""}`}>
                  PDF
                </Anchor>
              </Group>
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

/** An invoice's number stays on one line. */
export function InvoiceNumber({ invoice: { number } }: { invoice: Pick<InvoiceView, "number"> }) {
  return <span style={{ whiteSpace: "nowrap" }}>{number ?? "no number yet"}</span>;
}

/** Paid, open since when and why, or given up: a word and the sentence that belongs to it. */
export function InvoiceState({ invoice }: { invoice: InvoiceView }) {
  const { role, word } = describeInvoice(invoice);
  return (
    <div>
      <RoleBadge role={role}>{word}</RoleBadge>
      {invoice.status === "open" && invoice.cause !== null && (
        <Text fz="xs" c="dimmed">
          {describeCause(invoice.cause)}
        </Text>
      )}
      {invoice.status === "open" && invoice.nextAttemptAt !== null && (
        <Text fz="xs" c="dimmed" component="div">
          Next attempt <Time at={invoice.nextAttemptAt} form="moment" />
        </Text>
      )}
      {invoice.status === "open" && invoice.dueAt !== null && (
        <Text fz="xs" c="dimmed" component="div">
          Due <Time at={invoice.dueAt} form="day" />
        </Text>
      )}
      {invoice.paidAt !== null && (
        <Text fz="xs" c="dimmed" component="div">
          <Time at={invoice.paidAt} form="day" />
        </Text>
      )}
    </div>
  );
}

/** What an invoice is for, line by line. */
export function InvoiceLines({ invoice: { lines, reason } }: { invoice: Pick<InvoiceView, "lines" | "reason"> }) {
  // A metered price without use makes a line of nothing.
  const told = lines.filter((line) => line.amount.amountMinor !== 0 || line.units !== 0);
  if (told.length === 0) return <>{reason === "manual" ? "recorded by the operator" : reason.replaceAll("_", " ")}</>;
  return (
    <List size="sm" listStyleType="none" spacing={2}>
      {told.map((line) => (
        <ListItem key={`${line.description}:${line.periodStart}:${line.amount.amountMinor}`}>
          {line.description}
          {line.units !== null && ` · ${describeNumber(line.units)} units`} · {money(line.amount)}
        </ListItem>
      ))}
    </List>
  );
}
