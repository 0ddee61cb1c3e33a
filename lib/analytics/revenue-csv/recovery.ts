import { ratio, wordsOf, writeSheet } from "@/lib/analytics/revenue-csv/sheet";
import type { RecoveryView } from "@/lib/analytics/revenue-views";

export function attemptsCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Invoices by the day of their first attempt, tax included",
    columns: ["start", "end", "attempted", "failed", "attempted_amount", "failed_amount", "elapsed", "currency"],
    rows: view.steps.map((step) => [
      time(step.start),
      time(step.end),
      step.attempted,
      step.failed,
      money(step.attemptedMinor),
      money(step.failedMinor),
      ratio(step.elapsed),
      view.currency,
    ]),
  });
}

export function recoveryCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  const days = [3, 7, 14, 30];
  const cohorts = [
    ...view.cohorts.map((cohort) => ({ by: "month", cohort })),
    { by: "all 30 days old or older", cohort: view.total },
    ...view.causes.map((cohort) => ({ by: "cause", cohort })),
  ];
  return writeSheet(view, {
    name: "Recovery of failed invoices by the day of the first failure, tax included",
    note: "empty where an invoice of the cohort is too young to tell",
    columns: [
      "by",
      "cohort",
      "failed",
      "failed_amount",
      "counted",
      "counted_amount",
      ...days.flatMap((n) => [`recovered_${n}d`, `recovered_${n}d_amount`]),
      "open",
      "open_amount",
      "currency",
    ],
    rows: cohorts.map(({ by, cohort }) => [
      by,
      cohort.start === null ? cohort.name : time(cohort.start),
      cohort.failed,
      money(cohort.failedMinor),
      cohort.counted,
      money(cohort.countedMinor),
      ...cohort.cells.flatMap((cell) => [cell.recovered, money(cell.recoveredMinor)]),
      cohort.open,
      money(cohort.openMinor),
      view.currency,
    ]),
  });
}

export function graceCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Grace that ends",
    columns: ["ends_at", "tenant_id", "tenant", "plan", "owed_with_tax", "mrr", "invoice_number", "cause", "currency"],
    rows: view.grace.map((row) => [
      time(row.endsAt),
      row.tenantId,
      row.tenantName,
      row.planName,
      money(row.owedMinor),
      money(row.mrrMinor),
      row.invoiceNumber,
      row.cause,
      view.currency,
    ]),
  });
}

export function cardsCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  return writeSheet(view, {
    name: "Only cards that expire before the next charge, MRR without tax",
    columns: ["card_month", "tenant_id", "tenant", "card", "expires_at", "next_charge_at", "mrr", "currency"],
    rows: view.cards.flatMap(({ month, rows }) =>
      rows.map((row) => [
        month,
        row.tenantId,
        row.tenantName,
        `${row.brand} ${row.last4}`,
        time(row.expiresAt),
        time(row.nextChargeAt),
        money(row.mrrMinor),
        view.currency,
      ]),
    ),
  });
}
