import { wordsOf, writeSheet } from "@/lib/analytics/revenue-csv/sheet";
import type { ChangesView, FailedView, PayersView, UsagePapersView } from "@/lib/analytics/revenue-views";

/** A line for each change, so that a tenant that changed twice in a step stands there twice. */
export function changesCsv(view: ChangesView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Changes behind the movement of MRR, without tax",
    note: "a line for each change; movement, mrr_start and mrr_end are the tenant's in the step",
    columns: [
      "step_start",
      "step_end",
      "tenant_id",
      "tenant",
      "movement",
      "departure",
      "mrr_start",
      "mrr_end",
      "changed_at",
      "status",
      "plan",
      "plan_version",
      "mrr_after",
      "reason",
      "currency",
    ],
    rows: view.rows.flatMap((row) =>
      row.changes.map((change) => [
        time(row.start),
        time(row.end),
        row.tenantId,
        row.tenantName,
        row.kind,
        row.departure,
        money(row.startMinor),
        money(row.endMinor),
        time(change.at),
        change.status,
        change.planName,
        change.planVersion,
        money(change.mrrMinor),
        row.reason,
        view.currency,
      ]),
    ),
  });
}

export function payersCsv(view: PayersView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Who pays what a month, without tax",
    note: `at ${time(view.at)}`,
    columns: ["tenant_id", "tenant", "plan", "plan_version", "status", "mrr", "since", "currency"],
    rows: view.rows.map((row) => [
      row.tenantId,
      row.tenantName,
      row.planName,
      row.planVersion,
      row.status,
      money(row.mrrMinor),
      time(row.since),
      view.currency,
    ]),
  });
}

export function usagePapersCsv(view: UsagePapersView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Papers behind usage revenue, without tax",
    columns: ["at", "tenant_id", "tenant", "kind", "paper", "number", "units", "amount", "currency"],
    rows: view.rows.map((row) => [
      time(row.at),
      row.tenantId,
      row.tenantName,
      row.kind,
      row.paperId,
      row.paperNumber,
      row.units,
      money(row.amountMinor),
      view.currency,
    ]),
  });
}

export function failedCsv(view: FailedView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Invoices whose first payment failed, tax included",
    columns: [
      "failed_at",
      "invoice",
      "number",
      "tenant_id",
      "tenant",
      "cause",
      "bank_said",
      "attempts",
      "paid_at",
      "state",
      "amount",
      "currency",
    ],
    rows: view.rows.map((row) => [
      time(row.failedAt),
      row.invoiceId,
      row.number,
      row.tenantId,
      row.tenantName,
      row.cause,
      row.declineCode,
      row.attempts,
      time(row.paidAt),
      row.status,
      money(row.amountMinor),
      view.currency,
    ]),
  });
}
