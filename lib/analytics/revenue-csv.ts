import { quickRatio } from "@/lib/analytics/metrics/movement-rows";
import type {
  ChangesView,
  FailedView,
  MovementView,
  PayersView,
  RecoveryView,
  RevenueScope,
  UsagePapersView,
} from "@/lib/analytics/revenue-views";
import { csvLine } from "@/lib/csv-line";
import { moneyDecimal } from "@/lib/money";
import { zonedInstant } from "@/lib/zoned-instant";

type Cell = string | number | null;
type Sheet = { name: string; columns: readonly string[]; rows: readonly (readonly Cell[])[]; note?: string };

/** Money of the page's currency as a decimal; instants in its zone with their offset. */
const wordsOf = (view: RevenueScope) => ({
  money: (amountMinor: number | null): Cell => {
    if (amountMinor === null) return null;
    const text = moneyDecimal({ amountMinor, currency: view.currency ?? "EUR" });
    // A text that begins with a minus is guarded against spreadsheets; a number needs no guard.
    return amountMinor < 0 ? Number(text) : text;
  },
  time: (at: string | null): Cell => (at === null ? null : zonedInstant(new Date(at), view.zone)),
});
/** Six digits tell every share that a page rounds. */
const ratio = (share: number | null): Cell => (share === null ? null : Number(share.toFixed(6)));

function write(view: RevenueScope, { name, columns, rows, note }: Sheet): string {
  const { time } = wordsOf(view);
  const head = [
    `# ${name}`,
    `days and months in ${view.zone}`,
    `from ${time(view.from)} to ${time(view.to)} (half-open)`,
    `currency ${view.currency ?? "none yet"}`,
    ...(note ? [note] : []),
    `as of ${time(view.asOf)}`,
  ].join("; ");
  return csvLine([head]) + csvLine(columns) + rows.map(csvLine).join("");
}

/** The steps of the movement as the page's table shows them, the oldest first. */
export function movementCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
    name: "Movement of MRR, without tax",
    columns: [
      "start",
      "end",
      "mrr_start",
      "new",
      "expansion",
      "reactivation",
      "contraction",
      "churn",
      "mrr_end",
      "tenants_new",
      "tenants_left",
      "tenants_end",
      "quick_ratio",
      "elapsed",
      "currency",
    ],
    rows: view.steps.map((step) => [
      time(step.start),
      time(step.end),
      money(step.startMinor),
      money(step.newMinor),
      money(step.expansionMinor),
      money(step.reactivationMinor),
      money(step.contractionMinor),
      money(step.churnMinor),
      money(step.endMinor),
      step.tenants.new,
      step.churnedTenants,
      step.payersAtEnd,
      sayRatio(quickRatio(step)),
      ratio(step.elapsed),
      view.currency,
    ]),
  });
}

const sayRatio = (value: number | "none" | null): Cell => (value === "none" ? "no losses" : ratio(value));

export function retentionCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
    name: "Retention and churn over whole closed months, without tax",
    columns: [
      "months",
      "start",
      "end",
      "tenants_start",
      "mrr_start",
      "nrr",
      "nrr_low",
      "nrr_high",
      "grr",
      "tenants_left",
      "gross_mrr_churn",
      "net_mrr_churn",
      "quick_ratio",
      "complete_on",
      "currency",
    ],
    rows: view.retention.map((row) => [
      row.months,
      time(row.from),
      time(row.to),
      row.payers,
      money(row.startMinor),
      ratio(row.net),
      ratio(row.netLow),
      ratio(row.netHigh),
      ratio(row.gross),
      row.churnedTenants,
      ratio(row.grossMrrChurn),
      ratio(row.netMrrChurn),
      sayRatio(row.quickRatio),
      time(row.completeOn),
      view.currency,
    ]),
  });
}

export function plansCsv(view: MovementView): string {
  const { money } = wordsOf(view);
  return write(view, {
    name: "Plan mix now, MRR without tax",
    columns: ["plan_id", "plan", "tenants", "paying", "trials", "mrr", "share_percent", "currency"],
    rows: view.plans.map((row) => [
      row.planId,
      row.name,
      row.tenants,
      row.payers,
      row.trials,
      money(row.mrrMinor),
      row.sharePermille / 10,
      view.currency,
    ]),
  });
}

export function usageCsv(view: MovementView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
    name: "Usage revenue that was invoiced, without tax",
    columns: ["start", "end", "overage", "credits", "elapsed", "currency"],
    rows: view.usage.steps.map((step) => [
      time(step.start),
      time(step.end),
      money(step.overageMinor),
      money(step.creditsMinor),
      ratio(step.elapsed),
      view.currency,
    ]),
  });
}

/** A line for each change, so that a tenant that changed twice in a step stands there twice. */
export function changesCsv(view: ChangesView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
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
  return write(view, {
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
  return write(view, {
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

export function attemptsCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
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
  return write(view, {
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

export function failedCsv(view: FailedView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
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

export function graceCsv(view: RecoveryView): string {
  const { money, time } = wordsOf(view);
  return write(view, {
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
  return write(view, {
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
